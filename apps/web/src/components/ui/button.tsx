import { type ComponentProps, useState } from "react";
import { Link, useSearch } from "wouter";
import { useDisplay } from "../../i18n/display.tsx";
import { Icon, type IconName } from "./icon.tsx";

const variants = {
  primary: "bg-accent text-on-accent hover:brightness-110 font-medium px-3.5",
  plain: "border border-line-strong bg-surface text-ink hover:bg-sunken px-3",
  quiet: "text-ink-2 hover:bg-sunken hover:text-ink px-2",
} as const;

type ButtonProps = ComponentProps<"button"> & { readonly variant?: keyof typeof variants };

/** 32 px high with a mouse, 40 px under a finger. */
export function Button({ variant = "plain", className = "", type = "button", ...rest }: ButtonProps) {
  return (
    <button
      // eslint-disable-next-line react/button-has-type -- a variable, "button" by default
      type={type}
      className={`inline-flex h-8 items-center justify-center gap-1.5 rounded-lg whitespace-nowrap transition-colors disabled:opacity-60 pointer-coarse:h-10 ${variants[variant]} ${className}`}
      {...rest}
    />
  );
}

interface AskingButtonProps {
  readonly words: string;
  readonly label: string;
  /** What it says when it asks. */
  readonly question: string;
  readonly onConfirm: () => void;
}

/** For what cannot be undone: the first press asks, the second does it. */
export function AskingButton({ words, label, question, onConfirm }: AskingButtonProps) {
  const { t } = useDisplay();
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <Button variant="quiet" onClick={() => setAsking(true)} aria-label={label}>
        {words}
      </Button>
    );
  return (
    <>
      <Button onClick={onConfirm} className="text-urgent">
        {question}
      </Button>
      <Button variant="quiet" onClick={() => setAsking(false)}>
        {t("watch.cancel")}
      </Button>
    </>
  );
}

interface IconButtonProps extends ComponentProps<"button"> {
  readonly label: string;
  readonly icon?: IconName;
  readonly large?: boolean;
}

export function IconButton({ label, icon, large, className = "", children, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-ink-2 transition-colors hover:bg-sunken hover:text-ink pointer-coarse:size-10 ${className}`}
      {...rest}
    >
      {icon && <Icon name={icon} className={large ? "size-4" : "size-3.5"} />}
      {children}
    </button>
  );
}

type Direction = "ascending" | "descending";

export const directionOf = (descending: boolean): Direction => (descending ? "descending" : "ascending");

interface SortButtonProps {
  /** undefined: the table is sorted by another column. */
  readonly direction: Direction | undefined;
  readonly onClick: () => void;
  readonly children: string;
}

/** In a column's head. */
export function SortButton({ direction, onClick, children }: SortButtonProps) {
  return (
    <button
      type="button"
      onClick={onClick}
      className={`-mx-1 inline-flex h-6 max-w-full items-center gap-1 rounded px-1 hover:text-ink ${direction ? "font-semibold text-ink" : ""}`}
    >
      <span className="truncate">{children}</span>
      {direction && <Icon name={direction === "descending" ? "down" : "up"} className="size-3" />}
    </button>
  );
}

interface CopyButtonProps {
  readonly value: string;
  /** What is copied, unless the button has a text. */
  readonly what?: string;
  readonly children?: string;
}

/** Says what came of it until the pointer or the focus leaves. A frame or plain http may not allow it. */
export function CopyButton({ value, what, children }: CopyButtonProps) {
  const { t } = useDisplay();
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);
  const copy = () => {
    // `navigator.clipboard` itself may be missing.
    const copying = navigator.clipboard ? navigator.clipboard.writeText(value) : Promise.reject(new Error());
    copying.then(
      () => setOutcome("copied"),
      () => setOutcome("failed"),
    );
  };
  const forget = () => setOutcome(null);
  return (
    <button
      type="button"
      onClick={copy}
      onBlur={forget}
      onPointerLeave={forget}
      aria-label={what && t("copy.copy", { what })}
      className={`inline-flex items-center rounded-lg text-ink-2 hover:bg-sunken hover:text-ink pointer-coarse:h-10 ${children ? "h-8 px-2" : "h-6 px-1.5 text-xs"}`}
    >
      <Icon name={outcome === "copied" ? "completed" : "copy"} />
      <span role="status" className="not-empty:ms-1">
        {outcome ? t(`copy.${outcome}`) : children}
      </span>
    </button>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly { readonly value: T; readonly words: string; readonly icon?: IconName }[];
  readonly onChoose: (value: T) => void;
  readonly className?: string;
}

export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { label, value, choices, onChoose, className = "" } = props;
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

/** All choices side by side. */
export function Segments<T extends string>({ label, choices, value, onChoose }: ChoiceProps<T>) {
  return (
    <div
      role="group"
      aria-label={label}
      className="inline-flex rounded-lg border border-line-strong bg-surface p-0.5 print:hidden"
    >
      {choices.map(({ value: own, words, icon }) => (
        <button
          key={own}
          type="button"
          aria-pressed={own === value}
          onClick={() => onChoose(own)}
          className={`inline-flex h-6.5 items-center justify-center gap-1.5 rounded-md px-2 text-13 whitespace-nowrap pointer-coarse:h-8.5 ${own === value ? "bg-accent-soft font-medium text-accent" : "text-ink-2 hover:bg-sunken"}`}
        >
          {icon && <Icon name={icon} className="size-4" />}
          {words}
        </button>
      ))}
    </div>
  );
}

/** Keeps the query, so that the board and each other page come back as they were left. */
export function PageLink({ to, ...rest }: { to: string } & Omit<ComponentProps<"a">, "href">) {
  const search = useSearch();
  return <Link href={to + (search && `?${search}`)} {...rest} />;
}
