"""What people write in the demo company, by language."""

REMARKS: dict[str, tuple[tuple[str, ...], ...]] = {
    "en": (
        ("", "A present that was bought twice."),
        ("The box was crushed and one corner is dented.", "It came with a crack on one side."),
        ("It worked for a day and then no more.", "It has a fault that I cannot mend."),
        (
            "I ordered another one; the label on the box is right, the content is not.",
            "Somebody else's parcel, I think.",
        ),
        ("It is smaller than I thought from the pictures.", "I ordered the other colour."),
        ("The pictures show a finer finish.", ""),
    ),
    "es": (
        ("", "Era un regalo y ya lo tenían."),
        ("Llegó con la caja abierta y una esquina rota.", "Tiene una grieta en un lado."),
        ("Funcionó un día y ya no.", "Tiene un defecto que no puedo arreglar."),
        ("Pedí otro artículo; la etiqueta es correcta, el contenido no.", "Creo que es el paquete de otra persona."),
        ("Me queda pequeño, quisiera devolverlo.", "Pedí el otro color."),
        ("El color no es el de la foto.", ""),
    ),
    "zh-hans": (
        ("", "买重复了，想退一件。"),
        ("收到时外箱已压坏，里面有划痕。", "有一侧裂开了。"),
        ("用了两次就坏了。", "有质量问题，自己修不好。"),
        ("发错款式了，麻烦处理一下。", "标签是对的，里面的东西不对。"),
        ("尺寸不合适，想退掉。", "颜色想换另一种。"),
        ("颜色和图片差别很大。", ""),
    ),
}
"""By language, and in the order of the demo's reasons: what somebody with that reason writes."""

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
RULINGS: dict[str, str] = {
    "buyer": "The photos of the parcel show what the shop had sent; the goods are the buyer's to return.",
    "merchant": "The photos from the dock show another article than the one on the order.",
}
SENT_BACK = "The amount does not fit the condition the dock noted. Please look at it again."
OVERRIDE = "Regular customer, was in hospital; accepted as goodwill."

PROMISES: tuple[tuple[str, str, int | None], ...] = (
    ("ship_within", "Paid today, on its way within two days.", 2),
    ("unconditional_return", "Thirty days to change your mind, no reason needed.", 30),
)
PLATFORM = "Marketplace"
FAULTS: tuple[tuple[int, str], ...] = ((1, "quality"), (2, "quality"), (3, "wrong_item"))
"""Which of the demo's reasons, by its place, makes which type of case."""

MORE_REASONS: tuple[tuple[str, dict[str, str], str], ...] = (
    ("return_refund", {"en": "Something is missing", "zh-hans": "漏发商品", "zh-hant": "漏發商品",
                       "es": "Falta algo"}, "missing_item"),
    ("return_refund", {"en": "The gift is missing", "zh-hans": "赠品未收到", "zh-hant": "贈品未收到",
                       "es": "Falta el regalo"}, "gift_missing"),
    ("compensation", {"en": "Small fault, goods stay", "zh-hans": "轻微瑕疵，商品保留", "zh-hant": "輕微瑕疵，商品保留",
                      "es": "Defecto leve, se queda el artículo"}, "quality"),
    ("compensation", {"en": "Arrived late", "zh-hans": "延迟送达", "zh-hant": "延遲送達",
                      "es": "Llegó tarde"}, "late_shipping"),
    ("compensation", {"en": "Gift missing", "zh-hans": "赠品漏发", "zh-hant": "贈品漏發",
                      "es": "Falta el regalo"}, "gift_missing"),
)  # fmt: skip
AGREED = "By phone: the buyer keeps it for that amount."
COMPENSATED = "A scratch on the lid; the buyer would rather keep it."
LATE = "The graphite ones are back on Thursday; the buyer waits for them."
EXPERT_QUESTIONS: tuple[str, ...] = (
    "The left channel crackles at low volume only. Is that the known fault of this batch?",
    "Can the hinge be tightened at home, or does it have to come in?",
)
EXPERT_ANSWER = "Yes, batch 12. Offer an exchange or money; do not let it be opened."
TRUSTED = "With us for years, every claim was right."
WATCHED = "Three claims in two weeks; look at the photos."
DESPITE = "The second pair of the same order, with another fault."
