"""What messages say in traditional Chinese, in the trade's words of Taiwan and Hong Kong."""

from aftercare.notifications.terms import Words

_HELLO = "{{#name}}{{name}} {{/name}}您好：\n\n"
_FOLLOW = "\n\n查看進度、辦理下一步，請開啟：\n{{link}}\n"


def _buyer(subject: str, text: str, short: str) -> Words:
    return Words(f"{subject} [{{{{number}}}}]", f"{_HELLO}{text}{_FOLLOW}", f"{short} {{{{link}}}}")


def _staff(subject: str, text: str = "") -> Words:
    body = f"{text or subject}\n\n{{{{#goods}}}}{{{{goods}}}}\n{{{{/goods}}}}{{{{link}}}}\n"
    return Words(subject, body, f"{subject} {{{{link}}}}")


WORDS = {
    "received": _buyer(
        "您的售後申請已收到",
        "您對訂單 {{order}}（{{goods}}，{{amount}}）的申請已收到，服務單號 {{number}}。我們會儘快審核，"
        "有結果立即通知您，目前您不需任何操作。\n\n請妥善保管下方連結：憑此連結無需密碼即可查看與辦理，請勿轉寄他人。",
        "「{{company}}」您的售後申請 {{number}} 已收到。",
    ),
    "approved": _buyer(
        "您的申請已核准",
        "您的申請 {{number}} 已審核通過：{{goods}}，{{amount}}。"
        "{{#address}}\n\n請將商品寄至：\n{{address}}{{/address}}"
        "{{#day}}\n\n請在 {{day}} 前寄出。{{/day}}",
        "「{{company}}」{{number}} 已核准，{{amount}}。{{#day}}請在 {{day}} 前寄出商品。{{/day}}",
    ),
    "refused": _buyer(
        "關於您的申請",
        "您的申請 {{number}}（{{goods}}）未能核准。\n\n原因：{{reason}}\n\n如有不同意見，請直接回覆本信，客服人員會閱讀處理。",
        "「{{company}}」{{number}} 未能核准：{{reason}}",
    ),
    "scheduled": _buyer(
        "物流人員將於 {{day}} 到府收件",
        "物流人員將於 {{day}} 到府收件。請事先包裝好商品並放入退貨單，退貨單可在服務單頁面列印。",
        "「{{company}}」{{number}} 將於 {{day}} 到府收件。",
    ),
    "moved": _buyer(
        "時間調整為 {{day}}",
        "您的預約時間有調整，現為 {{day}}{{#before}}（原為 {{before}}）{{/before}}。",
        "「{{company}}」{{number}} 的時間調整為 {{day}}。",
    ),
    "pickup_off": _buyer(
        "物流人員未能收件",
        "{{number}} 的到府收件未能完成。請在服務單頁面另選日期，或自行寄出。",
        "「{{company}}」{{number}} 未能收件，請另選日期。",
    ),
    "to_fetch": _buyer(
        "您的新商品已到店",
        "您的新商品（{{number}}）已送達您選擇的門市。請憑服務單頁面上的取貨碼到櫃檯領取。",
        "【{{company}}】您的新商品（{{number}}）已到店，請憑取貨碼領取。",
    ),
    "offer": _buyer(
        "我們有一個方案供您選擇",
        "關於 {{number}}（{{goods}}），我們有一個方案供您選擇。請在服務單頁面檢視，並選擇同意或不同意。",
        "「{{company}}」{{number}} 有一個方案待您確認。",
    ),
    "reminder": _buyer(
        "請在 {{day}} 前寄出商品",
        "我們尚未收到 {{number}} 的包裹。請在 {{day}} 前寄出 {{goods}}，逾期申請將自動結束。"
        "{{#address}}\n\n收件地址：\n{{address}}{{/address}}",
        "「{{company}}」請在 {{day}} 前寄出 {{number}} 的商品。",
    ),
    "on_the_way": _buyer(
        "您的包裹正在寄往我們這裡",
        "感謝您！包裹資訊已登記{{#carrier}}，{{carrier}}{{/carrier}}{{#tracking}}，託運單號 {{tracking}}{{/tracking}}。"
        "收到後我們會通知您。",
        "「{{company}}」{{number}} 的包裹已在途。{{#tracking}}{{tracking}}{{/tracking}}",
    ),
    "goods_received": _buyer(
        "您的包裹已收到",
        "{{number}} 的包裹已收到。我們正在查驗商品，查驗後即安排退款。",
        "「{{company}}」{{number}} 的包裹已收到。",
    ),
    "refunded": _buyer(
        "已為您退款 {{amount}}",
        "{{number}} 已退款 {{amount}}。\n\n方式：{{way}}\n交易序號：{{reference}}\n\n入帳時間依銀行而異，請留意。",
        "「{{company}}」{{number}} 已退款 {{amount}}（{{way}}，{{reference}}）。",
    ),
    "replacement_shipped": _buyer(
        "換貨商品已寄出",
        "{{number}} 的換貨商品已寄出{{#carrier}}，{{carrier}}{{/carrier}}{{#tracking}}，託運單號 {{tracking}}{{/tracking}}。",
        "「{{company}}」{{number}} 的換貨商品已寄出。{{#tracking}}{{tracking}}{{/tracking}}",
    ),
    "delayed": Words(
        "您的訂單 {{order}} 延遲出貨",
        _HELLO + "您的訂單 {{order}}（{{goods}}）尚未出貨{{#day}}，原承諾於 {{day}} 前出貨{{/day}}，非常抱歉。"
        "{{#note}}\n\n{{author}} 留言：\n{{note}}{{/note}}\n\n如不願等候，可憑訂單編號取消並退款：\n{{link}}\n",
        "【{{company}}】您的訂單 {{order}} 延遲出貨，非常抱歉。{{#note}}{{note}} {{/note}}{{link}}",
    ),
    "done": _buyer("您的服務單已完成", "服務單 {{number}} 已完成，感謝您的耐心等候。", "「{{company}}」{{number}} 已完成。"),
    "sample_result": Words(
        "您的樣品檢測結果 [{{number}}]",
        _HELLO + "您的樣品已檢測完畢：{{what}}。\n\n檢測結果：\n{{note}}\n\n{{company}}\n",
        "{{company}}：{{what}}檢測結果：{{note}}",
    ),
    "complaint_answer": Words(
        "關於您的投訴 [{{number}}]",
        _HELLO + "關於您的投訴「{{what}}」，{{author}}答覆如下：\n\n{{note}}\n\n{{company}}\n",
        "{{company}}：關於您的投訴 {{number}}：{{note}}",
    ),
    "cancelled": _buyer(
        "您的申請已取消",
        "已依您的要求取消申請 {{number}}（{{goods}}），不會再有後續處理。",
        "「{{company}}」{{number}} 已依您的要求取消。",
    ),
    "unseen": _buyer(
        "您的包裹在哪裡？",
        "您告知 {{number}} 的{{goods}}已寄出{{#carrier}}，物流業者{{carrier}}{{/carrier}}{{#tracking}}，"
        "託運單號 {{tracking}}{{/tracking}}，但至今沒有任何物流業者的掃描紀錄。請核對單號，或附上寄件憑證回覆本郵件。"
        "若無消息，申請將在一週後自動結束，您已提前收到的款項或商品需要歸還。",
        "{{company}}：{{number}} 的包裹至今沒有掃描紀錄，請核對託運單號。",
    ),
    "lost": _buyer(
        "您的申請已結束",
        "{{number}} 的包裹沒有送達，也沒有任何物流業者收件的紀錄，申請已結束。如有寄件憑證，請回覆本郵件。"
        "在退貨期限內您可以重新申請。",
        "{{company}}：{{number}} 的包裹沒有送達，申請已結束。",
    ),
    "made_good": _buyer(
        "您的包裹遺失，損失不由您承擔",
        "{{number}} 的包裹在您交寄之後遺失。我們視同已收到處理，您無須做任何事。",
        "{{company}}：{{number}} 的包裹在途中遺失，我們視同已收到處理。",
    ),
    "goods_owed": _buyer(
        "舊商品尚未寄回",
        "您已收到新商品，但 {{number}} 應退回的舊商品仍未到齊。請寄回或付款，金額見您的售後頁面。{{link}}",
        "{{company}}：{{number}} 的舊商品尚未收到。{{link}}",
    ),
    "lapsed": _buyer(
        "您的申請已結束",
        "我們{{#day}}在 {{day}} 前{{/day}}未收到您的商品，申請 {{number}} 已結束。如您已寄出，請回覆本信並告知託運單號。",
        "「{{company}}」未收到 {{number}} 的商品，申請已結束。",
    ),
    "reply": _buyer(
        "關於您服務單的訊息",
        "{{author}} 就 {{number}} 留言給您：\n\n{{note}}\n\n直接回覆本信即可。",
        "「{{company}}」{{number}} 有新訊息。",
    ),
    "rate": Words(
        "請為我們的服務評分 [{{number}}]",
        f"{_HELLO}服務單 {{{{number}}}} 已完成。您覺得如何？請開啟下面的連結，給一到五顆星，只需片刻："
        f"\n{{{{rate_link}}}}\n\n若能再寫一兩句話更好，好壞都請直說：我們會仔細閱讀並據此改進。{_FOLLOW}",
        "「{{company}}」{{number}} 的服務您還滿意嗎？請評分：{{rate_link}}",
    ),
    "review_asked": _staff("{{number}} 待審核：{{amount}}"),
    "refund_asked": _staff("{{number}} 的退款待財務審核：{{amount}}"),
    "sent_back": _staff("財務退回了 {{number}}", "{{author}} 退回了 {{number}}：{{reason}}"),
    "to_pay": _staff("{{number}} 待付款：{{amount}}"),
    "payout_failed": _staff("付款通道未能付款：{{number}}", "付款通道未能付款 {{number}}：{{reason}}"),
    "buyer_wrote": _staff("買家就 {{number}} 留言", "買家就 {{number}} 留言：\n\n{{note}}"),
    "question_asked": _staff("關於 {{number}} 有人提問", "{{author}} 就 {{number}} 向您提問。"),
    "question_answered": _staff("您關於 {{number}} 的提問已獲答覆", "{{author}} 已答覆您關於 {{number}} 的提問。"),
    "uncounted": _staff("{{number}} 的商品尚未清點"),
    "assigned": _staff("{{number}} 已指派給您", "{{number}} 已指派給您。{{#what}}{{what}}{{/what}}"),
    "overdue": _staff("{{number}}：{{what}}{{#day}}，{{day}}{{/day}}"),
    "rated_low": _staff("{{number}} 只得了 {{stars}} 星（滿分 5 星）"),
    "task_given": _staff("任務交給您：{{what}}"),
    "task_free": _staff("有任務還沒有人負責：{{what}}"),
    "handed_in": _staff("{{author}} 已提交：{{what}}"),
    "sent_on_call": _staff("{{author}} 派您前往客戶處：{{what}}"),
    "called_back": _staff("{{author}} 通知您不必前往：{{what}}"),
    "answer_lost": _staff("您對投訴「{{what}}」的答覆沒有送達客戶{{#reason}}：{{reason}}{{/reason}}"),
    "off_duty": _staff("{{author}} 取消了您的值班：{{what}}"),
    "rest_given": _staff("{{author}} 安排您值班補休：{{what}}"),
    "on_duty": _staff("{{author}} 安排您值班：{{what}}"),
    "bare_day": _staff("當天開放，但已無人值班：{{what}}"),
    "rest_owed": _staff("您因值班應補休一天：{{what}}"),
    "bounced": _staff("{{number}} 的訊息被退回", "{{number}} 的訊息被退回：{{reason}}"),
    "mail_waiting": _staff("有郵件待歸檔", "有郵件待歸檔：{{reason}}"),
    "endpoint_failing": _staff("Webhook {{what}} 已停用", "{{what}} 已停用：{{reason}}"),
}  # fmt: skip
