"""What messages say in Spanish."""

from aftercare.notifications.terms import Words

_HELLO = "Hola{{#name}}, {{name}}{{/name}}:\n\n"
_FOLLOW = "\n\nAquí puede seguir su caso y hacer lo que toque:\n{{link}}\n"


def _buyer(subject: str, text: str, short: str) -> Words:
    return Words(f"{subject} [{{{{number}}}}]", f"{_HELLO}{text}{_FOLLOW}", f"{short} {{{{link}}}}")


def _staff(subject: str, text: str = "") -> Words:
    body = f"{text or subject}\n\n{{{{#goods}}}}{{{{goods}}}}\n{{{{/goods}}}}{{{{link}}}}\n"
    return Words(subject, body, f"{subject} {{{{link}}}}")


WORDS = {
    "received": _buyer(
        "Hemos recibido su solicitud",
        "hemos recibido su solicitud sobre el pedido {{order}}: {{goods}}, {{amount}}. Su número es {{number}}. La "
        "estudiamos y le escribimos en cuanto esté decidida; por ahora no tiene que hacer nada.\n\nGuarde el enlace de "
        "abajo: abre su caso sin contraseña, así que no lo comparta.",
        "{{company}}: hemos recibido su solicitud {{number}}.",
    ),
    "approved": _buyer(
        "Su solicitud está aprobada",
        "su solicitud {{number}} está aprobada: {{amount}} por {{goods}}."
        "{{#address}}\n\nEnvíe los artículos a:\n{{address}}{{/address}}"
        "{{#day}}\n\nDeberían salir antes del {{day}}.{{/day}}",
        "{{company}}: {{number}} aprobada, {{amount}}.{{#day}} Envíe los artículos antes del {{day}}.{{/day}}",
    ),
    "refused": _buyer(
        "Sobre su solicitud",
        "no podemos aceptar su solicitud {{number}} sobre {{goods}}.\n\nMotivo: {{reason}}\n\nSi no está de acuerdo, "
        "responda a este mensaje; lo leerá una persona.",
        "{{company}}: no podemos aceptar {{number}}. {{reason}}",
    ),
    "scheduled": _buyer(
        "El mensajero pasa el {{day}}",
        "el mensajero recogerá su paquete el {{day}}. Téngalo preparado, con la hoja de devolución dentro; puede "
        "imprimirla desde su caso.",
        "{{company}}: el mensajero recoge {{number}} el {{day}}.",
    ),
    "moved": _buyer(
        "Nueva hora: {{day}}",
        "su cita ha cambiado. Ahora es {{day}}{{#before}}, en lugar de {{before}}{{/before}}.",
        "{{company}}: la hora de {{number}} ha cambiado a {{day}}.",
    ),
    "pickup_off": _buyer(
        "El mensajero no recogió su paquete",
        "la recogida de su paquete de {{number}} no se realizó. Elija otro día, o envíelo usted mismo, desde su caso.",
        "{{company}}: no se recogió el paquete de {{number}}. Elija otro día.",
    ),
    "to_fetch": _buyer(
        "Sus artículos nuevos le esperan",
        "sus artículos nuevos de {{number}} le esperan en la tienda que eligió. "
        "Muestre en el mostrador el código que figura en la página de su caso.",
        "{{company}}: sus artículos nuevos de {{number}} le esperan en la tienda.",
    ),
    "offer": _buyer(
        "Tenemos una oferta para usted",
        "tenemos una oferta para usted sobre {{number}} ({{goods}}). Véala y diga sí o no en la página de su caso.",
        "{{company}}: tenemos una oferta para usted sobre {{number}}.",
    ),
    "reminder": _buyer(
        "Esperamos sus artículos antes del {{day}}",
        "todavía no nos consta ningún paquete para {{number}}. Envíe {{goods}} antes del {{day}}; después de ese día "
        "la solicitud termina sola.{{#address}}\n\nLa dirección:\n{{address}}{{/address}}",
        "{{company}}: envíe los artículos de {{number}} antes del {{day}}.",
    ),
    "on_the_way": _buyer(
        "Su paquete viene de camino",
        "gracias: su paquete está anotado{{#carrier}} con {{carrier}}{{/carrier}}{{#tracking}}, número "
        "{{tracking}}{{/tracking}}. Le escribimos cuando llegue.",
        "{{company}}: el paquete de {{number}} viene de camino.{{#tracking}} {{tracking}}{{/tracking}}",
    ),
    "goods_received": _buyer(
        "Su paquete ha llegado",
        "el paquete de {{number}} ha llegado. Revisamos su contenido; después le devolvemos el dinero.",
        "{{company}}: el paquete de {{number}} ha llegado.",
    ),
    "refunded": _buyer(
        "Le hemos enviado {{amount}}",
        "le hemos enviado {{amount}} por {{number}}.\n\nForma: {{way}}\nReferencia: {{reference}}\n\nSegún su banco, "
        "el dinero tarda unos días en aparecer.",
        "{{company}}: {{amount}} enviados por {{number}} ({{way}}, {{reference}}).",
    ),
    "replacement_shipped": _buyer(
        "Su artículo de cambio va de camino",
        "su artículo de cambio para {{number}} va de camino{{#carrier}} con {{carrier}}{{/carrier}}{{#tracking}}, "
        "número {{tracking}}{{/tracking}}.",
        "{{company}}: el cambio de {{number}} va de camino.{{#tracking}} {{tracking}}{{/tracking}}",
    ),
    "delayed": Words(
        "Su pedido {{order}} se retrasa",
        _HELLO + "su pedido {{order}} ({{goods}}) aún no ha salido{{#day}}; debía salir antes del {{day}}{{/day}}. "
        "Lo sentimos.{{#note}}\n\n{{author}} le escribe:\n{{note}}{{/note}}\n\n"
        "Si prefiere no esperar, puede cancelarlo y recuperar su dinero con el número del pedido:\n{{link}}\n",
        "{{company}}: su pedido {{order}} se retrasa, lo sentimos.{{#note}} {{note}}{{/note}} {{link}}",
    ),
    "done": _buyer(
        "Su caso ha terminado", "su caso {{number}} ha terminado. Gracias por su paciencia.",
        "{{company}}: {{number}} ha terminado.",
    ),
    "sample_result": Words(
        "Resultado de su muestra [{{number}}]",
        _HELLO + "hemos terminado el análisis de su muestra: {{what}}.\n\nResultado:\n{{note}}\n\n{{company}}\n",
        "{{company}}: resultado de {{what}}: {{note}}",
    ),
    "complaint_answer": Words(
        "Sobre su queja [{{number}}]",
        _HELLO + "sobre su queja «{{what}}», {{author}} le escribe:\n\n{{note}}\n\n{{company}}\n",
        "{{company}}: sobre su queja {{number}}: {{note}}",
    ),
    "cancelled": _buyer(
        "Su solicitud está anulada",
        "su solicitud {{number}} sobre {{goods}} queda anulada, como pidió. No pasa nada más.",
        "{{company}}: {{number}} queda anulada, como pidió.",
    ),
    "unseen": _buyer(
        "¿Dónde está su paquete?",
        "nos dijo que {{goods}} ({{number}}) está en camino{{#carrier}} con {{carrier}}{{/carrier}}{{#tracking}}, "
        "número {{tracking}}{{/tracking}}, pero ningún transportista ha visto el paquete hasta ahora. Compruebe el "
        "número o responda a este mensaje con el resguardo. Sin noticias, la solicitud termina dentro de una semana y "
        "lo que recibió por adelantado se debe.",
        "{{company}}: nadie ha visto aún el paquete de {{number}}. Compruebe el número de seguimiento.",
    ),
    "lost": _buyer(
        "Su solicitud ha terminado",
        "su paquete de {{number}} no nos ha llegado y ningún transportista lo tuvo, así que la solicitud ha terminado. "
        "Si tiene un resguardo, responda a este mensaje. Dentro del plazo de devolución puede volver a pedirlo.",
        "{{company}}: el paquete de {{number}} no nos ha llegado; la solicitud ha terminado.",
    ),
    "made_good": _buyer(
        "Su paquete se perdió y no tiene que asumirlo",
        "su paquete de {{number}} se perdió después de que usted lo entregara. Seguimos como si nos hubiera llegado: "
        "no tiene que hacer nada.",
        "{{company}}: el paquete de {{number}} se perdió por el camino. Seguimos como si hubiera llegado.",
    ),
    "goods_owed": _buyer(
        "Faltan los artículos antiguos",
        "ya tiene sus artículos nuevos, pero aún falta lo que debía devolver en {{number}}. Envíelo o páguelo: la "
        "página de su caso indica el importe. {{link}}",
        "{{company}}: faltan los artículos antiguos de {{number}}. {{link}}",
    ),
    "lapsed": _buyer(
        "Su solicitud ha terminado",
        "sus artículos no llegaron{{#day}} antes del {{day}}{{/day}}, así que la solicitud {{number}} ha terminado. Si "
        "los envió, responda a este mensaje con el número de seguimiento.",
        "{{company}}: los artículos de {{number}} no llegaron y la solicitud ha terminado.",
    ),
    "reply": _buyer(
        "Un mensaje sobre su caso",
        "{{author}} le escribe sobre {{number}}:\n\n{{note}}\n\nResponda simplemente a este correo.",
        "{{company}}: tiene un mensaje sobre {{number}}.",
    ),
    "rate": Words(
        "¿Qué tal lo hicimos? [{{number}}]",
        f"{_HELLO}su caso {{{{number}}}} ha terminado. ¿Qué le pareció? Puntúelo de una a cinco estrellas:"
        f"\n{{{{rate_link}}}}\n\nUn par de palabras, buenas o malas, nos ayudan aún más: "
        f"las leemos y deciden lo que cambiamos.{_FOLLOW}",
        "{{company}}: ¿qué tal lo hicimos con {{number}}? {{rate_link}}",
    ),
    "review_asked": _staff("{{number}} espera una decisión: {{amount}}"),
    "refund_asked": _staff("El reembolso de {{number}} espera a finanzas: {{amount}}"),
    "sent_back": _staff("Finanzas devolvió {{number}}", "{{author}} devolvió {{number}}: {{reason}}"),
    "to_pay": _staff("{{number}} está por pagar: {{amount}}"),
    "payout_failed": _staff("La pasarela no pagó {{number}}", "La pasarela no pagó {{number}}: {{reason}}"),
    "buyer_wrote": _staff(
        "El comprador escribió sobre {{number}}", "El comprador escribió sobre {{number}}:\n\n{{note}}"
    ),
    "question_asked": _staff("Una pregunta sobre {{number}}", "{{author}} pregunta sobre {{number}}."),
    "question_answered": _staff(
        "Han respondido a su pregunta sobre {{number}}", "{{author}} ha respondido a su pregunta sobre {{number}}."
    ),
    "uncounted": _staff("Los artículos de {{number}} están sin contar"),
    "assigned": _staff("{{number}} es ahora suyo", "{{number}} es ahora suyo.{{#what}} {{what}}{{/what}}"),
    "overdue": _staff("{{number}}: {{what}}{{#day}}, {{day}}{{/day}}"),
    "rated_low": _staff("{{number}} recibió {{stars}} de 5 estrellas"),
    "task_given": _staff("Ahora es tarea tuya: {{what}}"),
    "task_free": _staff("Nadie se ocupa todavía de esta tarea: {{what}}"),
    "handed_in": _staff("{{author}} ha entregado: {{what}}"),
    "sent_on_call": _staff("{{author}} te envía a un cliente: {{what}}"),
    "called_back": _staff("{{author}} te pide que no vayas: {{what}}"),
    "answer_lost": _staff("La respuesta a la reclamación «{{what}}» no llegó{{#reason}}: {{reason}}{{/reason}}"),
    "off_duty": _staff("{{author}} te ha quitado de la guardia: {{what}}"),
    "rest_given": _staff("{{author}} te da un día libre por tu guardia: {{what}}"),
    "on_duty": _staff("{{author}} te ha puesto de guardia: {{what}}"),
    "bare_day": _staff("El día está abierto y ya no hay nadie de guardia: {{what}}"),
    "rest_owed": _staff("Se te debe un día de descanso por tu guardia: {{what}}"),
    "bounced": _staff("Un mensaje sobre {{number}} volvió", "Un mensaje sobre {{number}} volvió: {{reason}}"),
    "mail_waiting": _staff("Un correo espera que lo archiven", "Un correo espera que lo archiven: {{reason}}"),
    "endpoint_failing": _staff("El webhook {{what}} está desactivado", "{{what}} está desactivado: {{reason}}"),
}  # fmt: skip
