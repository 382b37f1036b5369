import { Modal, type View } from '@notes/page';

type Props = { readonly keys: View['keys']; readonly onClose: () => void };

export const HelpDialog = ({ keys, onClose }: Props) => (
  <Modal title="Keys" onClose={onClose}>
    <dl class="keys">
      {keys.map(([key, meaning]) => (
        <div key={key}>
          <dt>
            {key.split(' ').map((part) => (
              <kbd key={part}>{part}</kbd>
            ))}
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
    <p class="hint">Single-key shortcuts can be turned off under “You”.</p>
  </Modal>
);
