"""What messages say in simplified Chinese."""

from aftercare.notifications.terms import Words

_HELLO = "{{#name}}{{name}}，{{/name}}您好：\n\n"
_FOLLOW = "\n\n查看进度、办理下一步，请打开：\n{{link}}\n"


def _buyer(subject: str, text: str, short: str) -> Words:
    return Words(f"{subject} [{{{{number}}}}]", f"{_HELLO}{text}{_FOLLOW}", f"{short} {{{{link}}}}")


def _staff(subject: str, text: str = "") -> Words:
    body = f"{text or subject}\n\n{{{{#goods}}}}{{{{goods}}}}\n{{{{/goods}}}}{{{{link}}}}\n"
    return Words(subject, body, f"{subject} {{{{link}}}}")


WORDS = {
    "received": _buyer(
        "您的售后申请已收到",
        "您对订单 {{order}}（{{goods}}，{{amount}}）的申请已收到，服务单号 {{number}}。我们会尽快审核，"
        "有结果立即通知您，目前您无需操作。\n\n请保管好下面的链接：凭它无需密码即可查看和办理，请勿转发给他人。",
        "【{{company}}】您的售后申请 {{number}} 已收到。",
    ),
    "approved": _buyer(
        "您的申请已通过",
        "您的申请 {{number}} 已审核通过：{{goods}}，{{amount}}。"
        "{{#address}}\n\n请将商品寄至：\n{{address}}{{/address}}"
        "{{#day}}\n\n请在 {{day}} 前寄出。{{/day}}",
        "【{{company}}】{{number}} 已通过，{{amount}}。{{#day}}请在 {{day}} 前寄出商品。{{/day}}",
    ),
    "refused": _buyer(
        "关于您的申请",
        "您的申请 {{number}}（{{goods}}）未能通过。\n\n原因：{{reason}}\n\n如有不同意见，请直接回复本邮件，客服会阅读处理。",
        "【{{company}}】{{number}} 未能通过：{{reason}}",
    ),
    "scheduled": _buyer(
        "快递员将于 {{day}} 上门取件",
        "快递员将于 {{day}} 上门取件。请提前打包好商品并放入退货单，退货单可在服务单页面打印。",
        "【{{company}}】{{number}} 将于 {{day}} 上门取件。",
    ),
    "moved": _buyer(
        "时间调整为 {{day}}",
        "您的预约时间有调整，现为 {{day}}{{#before}}（原为 {{before}}）{{/before}}。",
        "【{{company}}】{{number}} 的时间调整为 {{day}}。",
    ),
    "pickup_off": _buyer(
        "快递员未能取件",
        "{{number}} 的上门取件未能完成。请在服务单页面另选日期，或自行寄出。",
        "【{{company}}】{{number}} 未能取件，请另选日期。",
    ),
    "to_fetch": _buyer(
        "您的新商品已到店",
        "您的新商品（{{number}}）已送达您选择的门店。请凭服务单页面上的取货码到柜台领取。",
        "【{{company}}】您的新商品（{{number}}）已到店，请凭取货码领取。",
    ),
    "offer": _buyer(
        "我们有一个方案供您选择",
        "关于 {{number}}（{{goods}}），我们有一个方案供您选择。请在服务单页面查看，并选择同意或不同意。",
        "【{{company}}】{{number}} 有一个方案待您确认。",
    ),
    "reminder": _buyer(
        "请在 {{day}} 前寄出商品",
        "我们尚未收到 {{number}} 的包裹。请在 {{day}} 前寄出 {{goods}}，逾期申请将自动结束。"
        "{{#address}}\n\n收件地址：\n{{address}}{{/address}}",
        "【{{company}}】请在 {{day}} 前寄出 {{number}} 的商品。",
    ),
    "on_the_way": _buyer(
        "您的包裹正在寄往我处",
        "感谢您！包裹信息已登记{{#carrier}}，{{carrier}}{{/carrier}}{{#tracking}}，运单号 {{tracking}}{{/tracking}}。"
        "收到后我们会通知您。",
        "【{{company}}】{{number}} 的包裹已在途。{{#tracking}}{{tracking}}{{/tracking}}",
    ),
    "goods_received": _buyer(
        "您的包裹已收到",
        "{{number}} 的包裹已收到。我们正在查验商品，查验后即安排退款。",
        "【{{company}}】{{number}} 的包裹已收到。",
    ),
    "refunded": _buyer(
        "已为您退款 {{amount}}",
        "{{number}} 已退款 {{amount}}。\n\n方式：{{way}}\n流水号：{{reference}}\n\n到账时间因银行而异，请留意。",
        "【{{company}}】{{number}} 已退款 {{amount}}（{{way}}，{{reference}}）。",
    ),
    "replacement_shipped": _buyer(
        "换货商品已发出",
        "{{number}} 的换货商品已发出{{#carrier}}，{{carrier}}{{/carrier}}{{#tracking}}，运单号 {{tracking}}{{/tracking}}。",
        "【{{company}}】{{number}} 的换货商品已发出。{{#tracking}}{{tracking}}{{/tracking}}",
    ),
    "delayed": Words(
        "您的订单 {{order}} 延迟发货",
        _HELLO + "您的订单 {{order}}（{{goods}}）尚未发出{{#day}}，原承诺于 {{day}} 前发货{{/day}}，非常抱歉。"
        "{{#note}}\n\n{{author}} 留言：\n{{note}}{{/note}}\n\n如不愿等待，可凭订单号取消并退款：\n{{link}}\n",
        "【{{company}}】您的订单 {{order}} 延迟发货，非常抱歉。{{#note}}{{note}} {{/note}}{{link}}",
    ),
    "done": _buyer("您的服务单已完成", "服务单 {{number}} 已完成，感谢您的耐心等待。", "【{{company}}】{{number}} 已完成。"),
    "sample_result": Words(
        "您的样品检测结果 [{{number}}]",
        _HELLO + "您的样品已检测完毕：{{what}}。\n\n检测结果：\n{{note}}\n\n{{company}}\n",
        "{{company}}：{{what}}检测结果：{{note}}",
    ),
    "complaint_answer": Words(
        "关于您的投诉 [{{number}}]",
        _HELLO + "关于您的投诉“{{what}}”，{{author}}答复如下：\n\n{{note}}\n\n{{company}}\n",
        "{{company}}：关于您的投诉 {{number}}：{{note}}",
    ),
    "cancelled": _buyer(
        "您的申请已取消",
        "已按您的要求取消申请 {{number}}（{{goods}}），不会再有后续处理。",
        "【{{company}}】{{number}} 已按您的要求取消。",
    ),
    "unseen": _buyer(
        "您的包裹在哪里？",
        "您告知 {{number}} 的{{goods}}已寄出{{#carrier}}，承运商{{carrier}}{{/carrier}}{{#tracking}}，"
        "运单号 {{tracking}}{{/tracking}}，但至今没有任何承运商的扫描记录。请核对运单号，或附上寄件凭证回复本邮件。"
        "若无消息，申请将在一周后自动结束，您已提前收到的款项或商品需要归还。",
        "{{company}}：{{number}} 的包裹至今没有扫描记录，请核对运单号。",
    ),
    "lost": _buyer(
        "您的申请已结束",
        "{{number}} 的包裹没有送达，也没有任何承运商揽收的记录，申请已结束。如有寄件凭证，请回复本邮件。"
        "在退货期限内您可以重新申请。",
        "{{company}}：{{number}} 的包裹没有送达，申请已结束。",
    ),
    "made_good": _buyer(
        "您的包裹丢失，损失不由您承担",
        "{{number}} 的包裹在您交寄之后丢失。我们按已收到处理，您无需做任何事。",
        "{{company}}：{{number}} 的包裹在途中丢失，我们按已收到处理。",
    ),
    "goods_owed": _buyer(
        "旧商品尚未寄回",
        "您已收到新商品，但 {{number}} 应退回的旧商品仍未到齐。请寄回或付款，金额见您的售后页面。{{link}}",
        "{{company}}：{{number}} 的旧商品尚未收到。{{link}}",
    ),
    "lapsed": _buyer(
        "您的申请已结束",
        "我们{{#day}}在 {{day}} 前{{/day}}未收到您的商品，申请 {{number}} 已结束。如您已寄出，请回复本邮件并告知运单号。",
        "【{{company}}】未收到 {{number}} 的商品，申请已结束。",
    ),
    "reply": _buyer(
        "关于您服务单的消息",
        "{{author}} 就 {{number}} 给您留言：\n\n{{note}}\n\n直接回复本邮件即可。",
        "【{{company}}】{{number}} 有新消息。",
    ),
    "rate": Words(
        "请评价我们的服务 [{{number}}]",
        f"{_HELLO}服务单 {{{{number}}}} 已完成。您觉得怎么样？请打开下面的链接，打一到五颗星，只需片刻："
        f"\n{{{{rate_link}}}}\n\n如能再写一两句话更好，好坏都请直说：我们会认真阅读并据此改进。{_FOLLOW}",
        "【{{company}}】{{number}} 的服务您还满意吗？请评价：{{rate_link}}",
    ),
    "review_asked": _staff("{{number}} 待审核：{{amount}}"),
    "refund_asked": _staff("{{number}} 的退款待财务审核：{{amount}}"),
    "sent_back": _staff("财务退回了 {{number}}", "{{author}} 退回了 {{number}}：{{reason}}"),
    "to_pay": _staff("{{number}} 待付款：{{amount}}"),
    "payout_failed": _staff("支付通道未能付款：{{number}}", "支付通道未能付款 {{number}}：{{reason}}"),
    "buyer_wrote": _staff("买家就 {{number}} 留言", "买家就 {{number}} 留言：\n\n{{note}}"),
    "question_asked": _staff("关于 {{number}} 有人提问", "{{author}} 就 {{number}} 向您提问。"),
    "question_answered": _staff("您关于 {{number}} 的提问已获答复", "{{author}} 已答复您关于 {{number}} 的提问。"),
    "uncounted": _staff("{{number}} 的商品尚未清点"),
    "assigned": _staff("{{number}} 已分派给您", "{{number}} 已分派给您。{{#what}}{{what}}{{/what}}"),
    "overdue": _staff("{{number}}：{{what}}{{#day}}，{{day}}{{/day}}"),
    "rated_low": _staff("{{number}} 只得了 {{stars}} 星（满分 5 星）"),
    "task_given": _staff("任务交给您：{{what}}"),
    "task_free": _staff("有任务还没有人负责：{{what}}"),
    "handed_in": _staff("{{author}} 已提交：{{what}}"),
    "sent_on_call": _staff("{{author}} 派您前往客户处：{{what}}"),
    "called_back": _staff("{{author}} 通知您不必前往：{{what}}"),
    "answer_lost": _staff("您对投诉“{{what}}”的答复没有送达客户{{#reason}}：{{reason}}{{/reason}}"),
    "off_duty": _staff("{{author}} 取消了您的值班：{{what}}"),
    "rest_given": _staff("{{author}} 安排您值班补休：{{what}}"),
    "on_duty": _staff("{{author}} 安排您值班：{{what}}"),
    "bare_day": _staff("当天开放，但已无人值班：{{what}}"),
    "rest_owed": _staff("您因值班应补休一天：{{what}}"),
    "bounced": _staff("{{number}} 的消息被退回", "{{number}} 的消息被退回：{{reason}}"),
    "mail_waiting": _staff("有邮件待归档", "有邮件待归档：{{reason}}"),
    "endpoint_failing": _staff("Webhook {{what}} 已停用", "{{what}} 已停用：{{reason}}"),
}  # fmt: skip
