import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useDisplay } from "../../i18n/display.tsx";
import { failureWords } from "../../i18n/failure-words.ts";
import type { MessageId } from "../../i18n/messages.ts";
import { Button } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";

interface BlankSlateProps {
  readonly title: string;
  readonly hint: string;
  /** It is all there is on the page. */
  readonly wholePage?: boolean;
  readonly children?: ReactNode;
}

/** In place of a list or page: what is the matter, and what to do next. */
export function BlankSlate({ title, hint, wholePage = false, children }: BlankSlateProps) {
  const Heading = wholePage ? "h1" : "h2";
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 px-4 py-16 text-center">
      <Heading className="text-lg font-semibold text-balance">{title}</Heading>
      <p className="text-pretty text-ink-2">{hint}</p>
      {children}
    </div>
  );
}

interface BannerProps {
  readonly icon: IconName;
  readonly title: string;
  readonly urgent?: boolean;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** A message about the whole board, in the flow, so that it covers nothing. */
export function Banner({ icon, title, urgent = false, children, action }: BannerProps) {
  const colors = urgent
    ? "border-urgent/40 bg-urgent-soft text-urgent"
    : "border-notice-line bg-notice-soft text-notice";
  return (
    <div role="status" className={`flex items-start gap-x-3 rounded-xl border px-4 py-3 ${colors}`}>
      <Icon name={icon} className="mt-0.5 size-4" />
      <div className="flex min-w-0 flex-1 flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <p className="font-semibold">{title}</p>
          {children && <div className="text-13 text-ink-2">{children}</div>}
        </div>
        {action}
      </div>
    </div>
  );
}

interface AnswerProps<T> {
  readonly query: UseQueryResult<T>;
  /** The title where it failed. */
  readonly failed: string;
  readonly children: (data: T) => ReactNode;
}

/** What a page is about, once it is fetched. */
export function Answer<T>({ query, failed, children }: AnswerProps<T>) {
  const { t } = useDisplay();
  const { data, error, isPending, refetch } = query;
  return (
    <>
      {isPending && <div className="skeleton h-40" />}
      {error && (
        <BlankSlate title={failed} hint={t("page.failedHint", { reason: failureWords(t, error) })}>
          <Button onClick={() => void refetch()}>{t("contact.tryNow")}</Button>
        </BlankSlate>
      )}
      {data !== undefined && children(data)}
    </>
  );
}

interface FailureNoteProps {
  /** A message with `reason`. */
  readonly words: MessageId;
  /** null: nothing failed. */
  readonly error: Error | null;
  /** It failed by itself, and is tried again. */
  readonly quiet?: boolean;
}

export function FailureNote({ words, error, quiet = false }: FailureNoteProps) {
  const { t } = useDisplay();
  if (error === null) return null;
  return (
    <p role={quiet ? "status" : "alert"} className={`text-13 ${quiet ? "text-notice" : "text-urgent"}`}>
      {t(words, { reason: failureWords(t, error) })}
    </p>
  );
}

interface CardProps {
  readonly title: string;
  readonly busy?: boolean;
  readonly children: ReactNode;
}

export function Card({ title, busy = false, children }: CardProps) {
  return (
    <section
      aria-label={title}
      aria-busy={busy}
      className="min-w-0 rounded-xl border border-line bg-surface p-4"
    >
      <h2 className="mb-3 text-13 font-medium text-ink-2">{title}</h2>
      {children}
    </section>
  );
}
