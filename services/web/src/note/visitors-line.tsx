import { useEffect } from 'preact/hooks';
import { sayWho } from '../domain/presence.ts';
import type { Workspace } from '../store/create-workspace.ts';
import { visitNote, visitors } from '../store/presence-room.ts';

type Props = { readonly workspace: Workspace; readonly id: string };

/** Who else has this note open. */
export function VisitorsLine({ workspace: { client }, id }: Props) {
  useEffect(() => visitNote(client, id), [client, id]);
  const text = sayWho(visitors.value);
  return (
    <p class="visitors" role="status">
      {text}
    </p>
  );
}
