import {
  type ChangeEvent,
  type ComponentProps,
  type CompositionEvent,
  type KeyboardEvent,
  useState,
} from "react";

interface TextProps {
  readonly value: string;
  /** Never gets text that is still being composed, as pinyin is. */
  readonly onText: (text: string) => void;
}

type Props<Element extends "input" | "textarea"> = TextProps &
  Omit<ComponentProps<Element>, keyof TextProps | "onChange" | "onCompositionStart" | "onCompositionEnd">;

export function CheckBox({ className = "", ...others }: Omit<ComponentProps<"input">, "type">) {
  return <input {...others} type="checkbox" className={`size-4 accent-accent ${className}`} />;
}

export const RangeField = (props: Omit<ComponentProps<"input">, "type">) => <input {...props} type="range" />;

export const fieldStyle =
  "h-8 rounded-lg border border-line-strong bg-surface px-2.5 pointer-coarse:h-10 pointer-coarse:text-base";

export function TextField({ value, onText, onKeyDown, ...others }: Props<"input">) {
  return <input {...others} {...useComposition({ value, onText }, onKeyDown)} />;
}

export function SearchLine({ label, children, ...text }: TextProps & { label: string; children: string }) {
  return (
    <div className="flex items-center gap-3">
      <TextField
        {...text}
        type="search"
        aria-label={label}
        placeholder={label}
        className={`print:hidden w-full sm:max-w-72 ${fieldStyle}`}
      />
      <span role="status" className="text-13 whitespace-nowrap text-ink-2">
        {children}
      </span>
    </div>
  );
}

export function TextArea({ value, onText, onKeyDown, ...others }: Props<"textarea">) {
  return <textarea {...others} {...useComposition({ value, onText }, onKeyDown)} />;
}

type TextElement = HTMLInputElement | HTMLTextAreaElement;

function useComposition<T extends TextElement>(
  { value, onText }: TextProps,
  onKeyDown: ((event: KeyboardEvent<T>) => void) | undefined,
) {
  // The field's text while some of it is being composed; null: none is.
  const [draft, setDraft] = useState<string | null>(null);
  return {
    value: draft ?? value,
    onChange({ target }: ChangeEvent<T>) {
      if (draft === null) onText(target.value);
      else setDraft(target.value);
    },
    onCompositionStart: ({ currentTarget }: CompositionEvent<T>) => setDraft(currentTarget.value),
    onCompositionEnd({ currentTarget }: CompositionEvent<T>) {
      setDraft(null);
      onText(currentTarget.value);
    },
    onKeyDown(event: KeyboardEvent<T>) {
      const { isComposing, keyCode } = event.nativeEvent;
      // Safari ends the composition before the key event; its key code is 229 all the same.
      if (!isComposing && keyCode !== 229) return onKeyDown?.(event);
      // Enter and Escape end the composition; they are not meant for the form, panel or dialog.
      event.stopPropagation();
      if (event.key === "Enter" || event.key === "Escape") event.preventDefault();
    },
  };
}
