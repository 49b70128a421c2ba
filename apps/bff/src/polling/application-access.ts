import type { ObservationFailure } from "../campaigns/observation.ts";
import type { ObserveOutcome } from "./observe-campaign.ts";
import { type BackOff, backOffDelay, type PollSubject } from "./poll-subject.ts";

/**
 * Which applications the key may not see. CAM grants permission by application, so a denied one says nothing of the
 * others: its campaigns are not asked for, except for a probe now and then. Times are monotonic ms.
 */
export interface ApplicationAccess {
  /** A campaign is watched, or is not any more. */
  add(subject: PollSubject): void;
  remove(subject: PollSubject): void;
  /** Takes what the outcome of observing one campaign says of its application. */
  settle(subject: PollSubject, outcome: Pick<ObserveOutcome, "fault" | "failure">, now: number): void;
  /** A campaign by which to probe a denied application that is due for it; null: none is. */
  nextProbe(now: number): PollSubject | null;
  /** When the next probe falls due; Infinity: nothing is denied. */
  readonly nextProbeAt: number;
  /** Every watched application is denied. */
  readonly isNothingGranted: boolean;
  /** For the operator; null: nothing is denied. */
  readonly message: string | null;
}

export interface ApplicationAccessOptions {
  /** 0..1, for jitter. */
  readonly random: () => number;
  /** An application is denied to the key (the upstream's answer), or is not any more (null). */
  readonly onAccessChange: (sdkAppId: number, failure: ObservationFailure | null) => void;
  /** The campaign's application is denied, which is known without asking for the campaign. */
  readonly onDenied: (subject: PollSubject, failure: ObservationFailure) => void;
}

/** So many denials in a row, nothing of the application answered in between; fewer if they last this long, ms. */
const denialsInARow = 3;
const lastsMs = 3000;
const probeBackOff: BackOff = { first: 15_000, longest: 30_000 };
/** Applications that a message names. */
const mostNamed = 3;

interface Application {
  readonly subjects: Set<PollSubject>;
  /** Denials in a row, and when the first one came. */
  denials: number;
  deniedSince: number;
  /** Why it is denied; null: it is not. */
  failure: ObservationFailure | null;
  probes: number;
  probeAt: number;
}

export function createApplicationAccess(options: ApplicationAccessOptions): ApplicationAccess {
  const applications = new Map<number, Application>();
  const denied = () => [...applications].filter(([, { failure }]) => failure !== null);

  function scheduleProbe(application: Application, now: number): void {
    application.probes += 1;
    application.probeAt = now + backOffDelay(probeBackOff, application.probes, options.random());
  }

  function deny(sdkAppId: number, application: Application, failure: ObservationFailure, now: number): void {
    if (application.denials === 0) application.deniedSince = now;
    application.denials += 1;
    const lasts = application.denials >= 2 && now - application.deniedSince >= lastsMs;
    if (application.failure !== null || (!lasts && application.denials < denialsInARow)) return;
    application.failure = failure;
    application.probes = 0;
    scheduleProbe(application, now);
    options.onAccessChange(sdkAppId, failure);
    for (const subject of application.subjects) denyOne(subject, failure);
  }

  function denyOne(subject: PollSubject, failure: ObservationFailure): void {
    subject.isDenied = true;
    if (!subject.inFlight && subject.outlook.phase !== "final") options.onDenied(subject, failure);
  }

  function grant(sdkAppId: number, application: Application): void {
    application.denials = 0;
    if (application.failure === null) return;
    application.failure = null;
    options.onAccessChange(sdkAppId, null);
    for (const subject of application.subjects) {
      subject.isDenied = false;
      subject.notBefore = 0;
    }
  }

  return {
    add(subject) {
      const { sdkAppId } = subject.outlook.campaign.key;
      const application = applications.get(sdkAppId) ?? createApplication();
      applications.set(sdkAppId, application);
      application.subjects.add(subject);
      if (application.failure !== null) denyOne(subject, application.failure);
    },
    remove(subject) {
      const { sdkAppId } = subject.outlook.campaign.key;
      const application = applications.get(sdkAppId);
      application?.subjects.delete(subject);
      if (application?.subjects.size === 0) applications.delete(sdkAppId);
    },
    settle(subject, { fault, failure }, now) {
      const { sdkAppId } = subject.outlook.campaign.key;
      const application = applications.get(sdkAppId);
      if (!application) return;
      if (fault === "permission" && failure !== null) deny(sdkAppId, application, failure, now);
      else if (fault === null || fault === "notFound") grant(sdkAppId, application);
    },
    nextProbe(now) {
      for (const [, application] of denied()) {
        if (application.probeAt > now) continue;
        scheduleProbe(application, now);
        const probe = probeOf(application.subjects);
        if (probe) return probe;
      }
      return null;
    },
    get nextProbeAt() {
      return Math.min(Number.POSITIVE_INFINITY, ...denied().map(([, { probeAt }]) => probeAt));
    },
    get isNothingGranted() {
      return applications.size > 0 && denied().length === applications.size;
    },
    get message() {
      const all = denied().map(
        ([sdkAppId, { failure }]) => `Application ${sdkAppId}: ${failure?.code}: ${failure?.message}`,
      );
      if (all.length === 0) return null;
      const others = all.length - mostNamed;
      return [...all.slice(0, mostNamed), ...(others > 0 ? [`and ${others} more`] : [])].join("; ");
    },
  };
}

function createApplication(): Application {
  return { subjects: new Set(), denials: 0, deniedSince: 0, failure: null, probes: 0, probeAt: 0 };
}

/** At best one that has answered before, and may answer something new. */
function probeOf(subjects: ReadonlySet<PollSubject>): PollSubject | null {
  const free = [...subjects].filter(({ inFlight }) => !inFlight);
  return free.find(hasAnswered) ?? free[0] ?? null;
}

function hasAnswered({ outlook }: PollSubject): boolean {
  return outlook.campaign.facts !== null && outlook.phase !== "final";
}
