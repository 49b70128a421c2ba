interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly { readonly value: T; readonly words: string }[];
  readonly onChoose: (value: T) => void;
  readonly className?: string;
}

/** The browser's own select, in our look. */
export function Choice<T extends string>({
  label,
  value,
  choices,
  onChoose,
  className = "",
}: ChoiceProps<T>) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={({ target }) => {
        const choice = choices.find((known) => known.value === target.value);
        if (choice) onChoose(choice.value);
      }}
      className={`h-8 min-w-0 truncate rounded-lg border border-line-strong bg-surface px-2 pointer-coarse:h-10 ${className}`}
    >
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.words}
        </option>
      ))}
    </select>
  );
}
