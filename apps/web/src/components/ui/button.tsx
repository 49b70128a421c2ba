import type { ButtonHTMLAttributes } from "react";

const looks = {
  primary: "bg-accent text-on-accent hover:brightness-110 font-medium px-3.5",
  plain: "border border-line-strong bg-surface text-ink hover:bg-sunken px-3",
  quiet: "text-ink-2 hover:bg-sunken hover:text-ink px-2",
} as const;

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: keyof typeof looks;
}

/** 32 px high with a mouse, 40 px under a finger. */
export function Button({ look = "plain", className = "", type = "button", ...rest }: ButtonProps) {
  return (
    <button
      // eslint-disable-next-line react/button-has-type -- a variable, "button" unless told
      type={type}
      className={`inline-flex h-8 items-center justify-center gap-1.5 rounded-lg whitespace-nowrap transition-colors disabled:opacity-60 pointer-coarse:h-10 ${looks[look]} ${className}`}
      {...rest}
    />
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** Read aloud and shown as a tooltip. */
  readonly label: string;
}

/** Square, for an icon alone. */
export function IconButton({ label, className = "", ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-ink-2 transition-colors hover:bg-sunken hover:text-ink pointer-coarse:size-10 ${className}`}
      {...rest}
    />
  );
}
