import { Modal, saveIdentity, saveShortcuts, shortcuts, token, userName } from '@notes/page';
import { useId, useState } from 'preact/hooks';

const longestName = 60;

/** The user's name or token, and how the page is used. */
export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState(userName.value);
  const [newToken, setToken] = useState(token.value);
  const [keys, setKeys] = useState(shortcuts.value);
  const id = useId();
  const save = (event: Event): void => {
    event.preventDefault();
    saveShortcuts(keys);
    saveIdentity(name.trim(), newToken.trim());
    onClose();
  };
  return (
    <Modal title="You" onClose={onClose}>
      <form onSubmit={save} class="stack">
        <div class="field">
          <label for={`${id}-name`}>Your name</label>
          <input
            id={`${id}-name`}
            value={name}
            maxLength={longestName}
            autocomplete="nickname"
            aria-describedby={`${id}-name-hint`}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
          <p class="hint" id={`${id}-name-hint`}>
            It appears on what you write, and others see it while you have the same note or task open. It is stored in
            this browser.
          </p>
        </div>
        <div class="field">
          <label for={`${id}-token`}>Token</label>
          <input
            id={`${id}-token`}
            type="password"
            value={newToken}
            autocomplete="off"
            spellcheck={false}
            aria-describedby={`${id}-token-hint`}
            onInput={({ currentTarget }) => setToken(currentTarget.value)}
          />
          <p class="hint" id={`${id}-token-hint`}>
            Only where the service requires one; it then identifies you. It is forgotten when this tab is closed.
          </p>
        </div>
        <label class="check">
          <input type="checkbox" checked={keys} onChange={({ currentTarget }) => setKeys(currentTarget.checked)} />
          Single-key shortcuts
        </label>
        <div class="actions">
          <button type="submit" class="button primary">
            Save
          </button>
        </div>
      </form>
    </Modal>
  );
}
