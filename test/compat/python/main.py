"""Makes, with the client that openapi-python-client has generated, what every generated client has to be able to."""

from os import environ

from notes_client import Client
from notes_client.api.notes import create_note, delete_note, list_notes, replace_note
from notes_client.models import Note, NoteBody, NotePage, PreconditionProblem

with Client(base_url=environ["NOTES_URL"]) as client:
    created = create_note.sync_detailed(client=client, body=NoteBody(title="From Python", priority=42))
    note = created.parsed
    assert isinstance(note, Note), created
    assert (created.status_code, note.version) == (201, 1), created

    token = created.headers["consistency-token"]
    page = list_notes.sync(client=client, priorityge=42, limit=100, consistency_token=token)
    assert isinstance(page, NotePage), page
    assert [one.id for one in page.notes].count(note.id) == 1, page

    changed = replace_note.sync(note.id, client=client, body=NoteBody(title="Changed"), if_match='"1"')
    assert isinstance(changed, Note), changed
    late = replace_note.sync(note.id, client=client, body=NoteBody(title="Too late"), if_match='"1"')
    assert isinstance(late, PreconditionProblem), late
    assert isinstance(late.current, Note), late
    assert late.current.title == "Changed", late

    deleted = delete_note.sync_detailed(note.id, client=client)
    assert (deleted.status_code, deleted.parsed) == (204, None), deleted
