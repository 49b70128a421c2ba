import type { ObservationFailure } from "../campaigns/observation.ts";
import type { ObserveOutcome } from "./observe-campaign.ts";
import { type BackOff, backOffDelay, type PollSubject } from "./poll-subject.ts";

export interface ApplicationAccessOptions {
  readonly random: () => number;
  readonly onAccessChange: (sdkAppId: number, failure: ObservationFailure | null) => void;
  readonly onDenied: (subject: PollSubject, failure: ObservationFailure) => void;
}

/** Denials in a row; two are enough if they last this long. */
const denialsInARow = 3;
const lastsMs = 3000;
const probeBackOff: BackOff = { first: 15_000, longest: 30_000 };
const mostNamed = 3;

type Application = ReturnType<typeof createApplication>;

function createApplication() {
  return {
    subjects: new Set<PollSubject>(),
    denials: 0,
    deniedSince: 0,
    failure: null as ObservationFailure | null,
    probes: 0,
    probeAt: 0,
  };
}

/** CAM grants permission by application: campaigns of a denied one are not observed, except for a probe now and then. Times are monotonic ms. */
export function createApplicationAccess(options: ApplicationAccessOptions) {
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
    add(subject: PollSubject): void {
      const { sdkAppId } = subject.outlook.campaign.key;
      const application = applications.get(sdkAppId) ?? createApplication();
      applications.set(sdkAppId, application);
      application.subjects.add(subject);
      if (application.failure !== null) denyOne(subject, application.failure);
    },
    remove(subject: PollSubject): void {
      const { sdkAppId } = subject.outlook.campaign.key;
      const application = applications.get(sdkAppId);
      application?.subjects.delete(subject);
      if (application?.subjects.size === 0) applications.delete(sdkAppId);
    },
    settle(subject: PollSubject, { fault, failure }: Pick<ObserveOutcome, "fault" | "failure">, now: number) {
      const { sdkAppId } = subject.outlook.campaign.key;
      const application = applications.get(sdkAppId);
      if (!application) return;
      if (fault === "permission" && failure !== null) deny(sdkAppId, application, failure, now);
      else if (fault === null || fault === "notFound") grant(sdkAppId, application);
    },
    /** A campaign of a denied application whose probe is due; null: none is. */
    nextProbe(now: number): PollSubject | null {
      for (const [, application] of denied()) {
        if (application.probeAt > now) continue;
        scheduleProbe(application, now);
        const probe = probeOf(application.subjects);
        if (probe) return probe;
      }
      return null;
    },
    isDenied: (sdkAppId: number) => (applications.get(sdkAppId)?.failure ?? null) !== null,
    nextProbeAt: () => Math.min(Number.POSITIVE_INFINITY, ...denied().map(([, { probeAt }]) => probeAt)),
    isNothingGranted: () => applications.size > 0 && denied().length === applications.size,
    message(): string | null {
      const all = denied().map(
        ([sdkAppId, { failure }]) => `Application ${sdkAppId}: ${failure?.code}: ${failure?.message}`,
      );
      if (all.length === 0) return null;
      const others = all.length - mostNamed;
      return [...all.slice(0, mostNamed), ...(others > 0 ? [`and ${others} more`] : [])].join("; ");
    },
  };
}

function probeOf(subjects: ReadonlySet<PollSubject>): PollSubject | null {
  const free = [...subjects].filter(({ inFlight }) => !inFlight);
  const answered = free.find(({ outlook }) => outlook.campaign.facts !== null && outlook.phase !== "final");
  return answered ?? free[0] ?? null;
}
