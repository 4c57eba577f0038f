"""The outbox's statements, built once: building one for each message costs more than running it."""

from sqlalchemy import Integer, bindparam, exists, func, insert, select, update

from storage.tables import contacts, outbox

older = outbox.alias("older")
older_reply_waits = exists().where(
    older.c.contact_id == outbox.c.contact_id,
    older.c.id < outbox.c.id,
    older.c.kind == "reply",
    older.c.state.in_(("queued", "sending")),
)
due = (
    select(
        outbox.c.id,
        outbox.c.lease_epoch,
        outbox.c.token,
        outbox.c.contact_id,
        outbox.c.kind,
        outbox.c.sealed,
        outbox.c.attempts,
        outbox.c.created_at,
        outbox.c.error,
        outbox.c.parts_sent,
        outbox.c.edits,
        contacts.c.last_inbound_at,
        contacts.c.language,
        contacts.c.address_index,
        contacts.c.sealed.label("sealed_address"),
    )
    .join(contacts, contacts.c.id == outbox.c.contact_id)
    .where(
        outbox.c.channel == bindparam("channel"),
        outbox.c.state == "queued",
        outbox.c.not_before <= bindparam("now"),
    )
    .limit(bindparam("limit", type_=Integer))
    .with_for_update(skip_locked=True, of=outbox)
)
due_of_contact = due.where(outbox.c.contact_id == bindparam("contact")).order_by(
    outbox.c.kind.desc(), outbox.c.id
)
due_to_others = due.where(
    outbox.c.contact_id.not_in(bindparam("busy", expanding=True, type_=Integer))
).order_by(outbox.c.not_before, outbox.c.id)
due_reply = due_to_others.where(outbox.c.kind == "reply", ~older_reply_waits)
due_notice = due_to_others.where(outbox.c.kind == "notice")
next_due = select(func.min(outbox.c.not_before)).where(
    outbox.c.channel == bindparam("channel"),
    outbox.c.state == "queued",
    outbox.c.kind == bindparam("kind"),
)
put = insert(outbox)
take = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(
        state="sending",
        lease_until=bindparam("until"),
        lease_epoch=outbox.c.lease_epoch + 1,
        attempts=outbox.c.attempts + 1,
    )
)


still_held = (
    (outbox.c.lease_epoch == bindparam("epoch"))
    & (outbox.c.state == "sending")  # a report of the platform may have come before
)
end = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(
        state=bindparam("new_state"),
        sealed=None,
        platform_id=bindparam("new_id"),
        error=bindparam("new_error"),
        settled_at=bindparam("now"),
        lease_until=None,
    )
)
settle = end.where(still_held)
by_token = (
    select(outbox.c.id, outbox.c.contact_id, outbox.c.state, outbox.c.parts_sent)
    .where(outbox.c.token == bindparam("token"))
    .with_for_update()
)
