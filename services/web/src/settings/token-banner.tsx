import { useId, useState } from 'preact/hooks';
import { needsToken } from '../store/say-error.ts';
import { saveIdentity, userName } from '../store/settings.ts';

/** Asks for a token where the service has asked for one. */
export function TokenBanner() {
  const [text, setText] = useState('');
  const id = useId();
  if (!needsToken.value) return null;
  const use = (event: Event): void => {
    event.preventDefault();
    if (text.trim() !== '') saveIdentity(userName.value, text.trim());
    setText('');
  };
  return (
    <section class="banner" aria-label="Sign in">
      <form onSubmit={use}>
        <label for={id}>This service asks for a token that is valid.</label>
        <input
          id={id}
          type="password"
          autocomplete="off"
          spellcheck={false}
          placeholder="eyJ…"
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <button type="submit" class="button primary">
          Use it
        </button>
      </form>
    </section>
  );
}
