"""The open mailbox: every e-mail that was sent, to read, to download and to throw away."""

import re
from io import BytesIO

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, send_file, url_for
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as BaseResponse

from webapp.sandbox.mailbox import Mailbox, ReceivedMail

_ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
#: A message's HTML may show itself and be left by its links, and nothing else.
_MESSAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self';"
    " sandbox allow-top-navigation-by-user-activation"
)


def pages(mailbox: Mailbox) -> Blueprint:
    """The mailbox's pages."""
    blueprint = Blueprint("mailbox", __name__)

    @blueprint.get("/mailbox")
    def index() -> str:
        to = request.args.get("to", "")
        return render_template("mailbox/index.html", messages=mailbox.all(to=to), to=to)

    @blueprint.get("/mailbox.json")
    def as_data() -> Response:
        return jsonify([_data(message) for message in mailbox.all(to=request.args.get("to", ""))])

    @blueprint.delete("/mailbox")
    def delete() -> Response:
        mailbox.clear()
        return Response(status=204)

    @blueprint.post("/mailbox/clear")
    def clear() -> BaseResponse:
        mailbox.clear()
        return redirect(url_for("mailbox.index"), 303)

    @blueprint.get("/mailbox/<mail_id>")
    def show(mail_id: str) -> str:
        message = _message(mail_id)
        return render_template("mailbox/show.html", message=message, text=_linked(message.text))

    @blueprint.get("/mailbox/<mail_id>/html")
    def html(mail_id: str) -> Response:
        # a link in the frame would open inside it, where the site forbids to be shown
        response = Response('<base target="_top">' + _message(mail_id).html, mimetype="text/html")
        response.headers["Content-Security-Policy"] = _MESSAGE_POLICY
        return response

    @blueprint.get("/mailbox/<mail_id>/attachments/<int:place>")
    def attachment(mail_id: str, place: int) -> Response:
        attachments = _message(mail_id).attachments
        if place >= len(attachments):
            abort(404)
        part = attachments[place]
        return send_file(BytesIO(part.content), part.content_type, as_attachment=True, download_name=part.filename)

    def _message(mail_id: str) -> ReceivedMail:
        return mailbox.get(mail_id) or abort(404)

    return blueprint


def _data(message: ReceivedMail) -> dict[str, object]:
    attachments = [
        {
            "filename": part.filename,
            "content_type": part.content_type,
            "size": len(part.content),
            "url": url_for("mailbox.attachment", mail_id=message.id, place=place),
        }
        for place, part in enumerate(message.attachments)
    ]
    return {
        "id": message.id,
        "to": message.to,
        "from": message.sender,
        "subject": message.subject,
        "message_id": message.message_id,
        "received_at": message.received_at.isoformat(),
        "deliveries": message.deliveries,
        "text": message.text,
        "html": message.html,
        "attachments": attachments,
    }


def _linked(text: str) -> Markup:
    """The text with its addresses as links."""
    parts: list[Markup] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        parts += [escape(text[end : found.start()]), Markup('<a href="{0}">{0}</a>').format(found[0])]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])
