import { useId, useState } from 'preact/hooks';
import { Modal } from '../app/modal.tsx';
import { saveIdentity, saveShortcuts, shortcuts, token, userName } from '../store/settings.ts';

const longestName = 60;

/** Who writes, and how the page is used. */
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
            Your notes carry it, and others see it while you have a note open. It stays in this browser.
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
            Only where the service asks for one; it then says who you are. Forgotten with this tab.
          </p>
        </div>
        <label class="check">
          <input type="checkbox" checked={keys} onChange={({ currentTarget }) => setKeys(currentTarget.checked)} />
          Single keys as shortcuts
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
