"""What a web server loads: the site over the Office of this deployment."""

from webapp import create_app
from webapp.logs import write_json_logs
from workflows.settings import Settings
from workflows.wiring import wire

write_json_logs()
app = create_app(wire(Settings()))
