const paths = {
  plus: 'M12 5v14M5 12h14',
  back: 'M15 5l-7 7 7 7',
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14M20 20l-4-4',
  filter: 'M4 7h16M7 12h10M10 17h4',
  pulse: 'M3 12h4l3-8 4 16 3-8h4',
  person: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8M4 20c1-4 4-6 8-6s7 2 8 6',
  light: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1 1M18 18l1 1M19 5l-1 1M6 18l-1 1',
  dark: 'M20 14A8 8 0 1 1 10 4a6.500 6.500 0 0 0 10 10',
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
  keys: 'M3 7h18v10H3zM7 11h.01M11 11h.01M15 11h.01M8 14h8',
  close: 'M6 6l12 12M18 6L6 18',
} as const;

type IconName = keyof typeof paths;

/** Decoration: whatever it stands for is said beside it. */
export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={paths[name]} />
  </svg>
);

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
