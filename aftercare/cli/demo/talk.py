"""What people write in the demo company, by language."""

REMARKS: dict[str, tuple[str, ...]] = {
    "en": (
        "The left side crackles at any volume.", "It is smaller than I thought from the pictures.",
        "The box was crushed and one corner is dented.", "I ordered the other colour.", "",
        "It does not switch on, whatever cable I use.", "A present that was bought twice.",
    ),
    "es": (
        "Llegó con la caja abierta y una esquina rota.", "El color no es el de la foto.", "",
        "Me queda pequeño, quisiera devolverlo.", "Deja de funcionar a los diez minutos.", "Pedí dos y llegaron tres.",
    ),
    "zh-hans": (
        "收到时外箱已压坏，里面有划痕。", "颜色和图片差别很大。", "", "用了两次就不能开机了。",
        "尺寸不合适，想退掉。", "发错款式了，麻烦处理一下。",
    ),
}  # fmt: skip

QUESTIONS: dict[str, tuple[str, ...]] = {
    "en": ("Do I have to send the box back too?", "When will the money be back on my card?"),
    "es": ("¿Tengo que devolver también la caja?", "¿Cuándo recibiré el dinero?"),
    "zh-hans": ("原包装盒也要一起寄回吗？", "退款大概几天到账？"),
}
ANSWERS: dict[str, tuple[str, ...]] = {
    "en": ("Please do; any box that protects it is fine.", "Within five working days after we have counted the goods."),
    "es": ("Sí, por favor; sirve cualquier caja que lo proteja.", "En cinco días laborables tras revisar el envío."),
    "zh-hans": ("是的，能保护好商品的盒子都可以。", "我们清点后五个工作日内到账。"),
}  # fmt: skip
NOTES: tuple[str, ...] = (
    "Called the buyer: agrees with everything, sends it tomorrow.",
    "Second return from this batch with the same fault. Told purchasing.",
    "The photo shows wear, but the serial matches. Fine by me.",
)

CONSENTS: dict[str, str] = {
    "en": "By phone: the buyer agrees to 10 % off for the opened box.",
    "es": "Por teléfono: el cliente acepta un 10 % menos por el embalaje abierto.",
    "zh-hans": "电话确认：买家同意因拆封扣除10%。",
}
REJECTIONS: dict[str, str] = {
    "en": "The photos show scratches from use; this is not a fault of the goods, and the seal is broken.",
    "es": "Las fotos muestran marcas de uso; no es un defecto del artículo y el precinto está roto.",
    "zh-hans": "照片显示为使用痕迹，并非商品问题，且封条已拆。",
}
REFUSALS: dict[str, str] = {
    "en": "The parcel held another article than the one we sold. It goes back to you.",
    "es": "El paquete contenía otro artículo. Se lo devolvemos.",
    "zh-hans": "包裹内不是我们售出的商品，将原样寄回。",
}
SENT_BACK = "The amount does not fit the condition the dock noted. Please look at it again."
OVERRIDE = "Regular customer, was in hospital; accepted as goodwill."
