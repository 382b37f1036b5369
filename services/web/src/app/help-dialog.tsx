import { Modal } from './modal.tsx';

const keys = [
  ['n', 'New note'],
  ['/', 'Search'],
  ['j', 'Next note'],
  ['k', 'Note before'],
  ['Enter', 'Open the note'],
  ['e', 'Edit the open note'],
  ['Ctrl Enter', 'Save'],
  ['Esc', 'Back, or cancel'],
  ['?', 'This list'],
] as const;

export const HelpDialog = ({ onClose }: { readonly onClose: () => void }) => (
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
    <p class="hint">Single keys can be turned off under “You”.</p>
  </Modal>
);
