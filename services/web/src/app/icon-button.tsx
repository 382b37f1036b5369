import { Icon, type IconName } from './icon.tsx';

type Props = {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
  readonly pressed?: boolean | undefined;
};

/** A button with a picture, and its name for those who do not see the picture. */
export const IconButton = ({ icon, label, onClick, pressed }: Props) => (
  <button type="button" class="icon-button" aria-label={label} title={label} aria-pressed={pressed} onClick={onClick}>
    <Icon name={icon} />
  </button>
);
