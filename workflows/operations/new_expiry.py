"""The last day of the new term."""

from datetime import date
from typing import Any

from models import Credential
from workflows import operations, owner_settings
from workflows.adapters.clock import legal_date
from workflows.operations import BusinessError, Case
from workflows.rules import expiry


class Operation(operations.Operation):
    """Applies the rule that the route names; an unusual date of the Registry needs a person's word."""

    def work(
        self,
        case: Case,
        *,
        basis: str,
        registry_expiry: str | None = None,
        confirmed: str | None = None,
        **_: Any,
    ) -> Any:
        now = self.parts.clock.now()
        with self.parts.database.read() as session:
            credential = session.get(Credential, case.credential_id) if case.credential_id else None
            settings = owner_settings.of(session, case, now=now)
        try:
            return expiry.new_expiry(
                basis=expiry.ExpiryBasis(basis),
                # a first certification follows nothing: it must only end later than it begins
                old_expiry=credential.expires_on if credential is not None else legal_date(now),
                registry_expiry=date.fromisoformat(registry_expiry) if registry_expiry else None,
                confirmed=date.fromisoformat(confirmed) if confirmed else None,
                today=legal_date(now),
                settings=settings,
            ).isoformat()
        except expiry.ExpiryUnconfirmed as fault:
            raise BusinessError("expiry_unconfirmed") from fault
