import type { Campaign } from "@cruiseboard/contract";
import { useEffect, useState } from "react";
import { type Alert, isPartlyObservable, listAlerts, observableBy } from "../../alerts/alert-list.ts";
import { useNewAlerts } from "../../alerts/new-alerts.ts";
import type { Board } from "../../api/board.ts";
import { isUrgent } from "../../domain/attention.ts";
import { keyOf } from "../../domain/campaign-key.ts";
import { readStored, store } from "../../domain/storage.ts";

const storedName = "wall.sound";
const notes = [660, 880]; // Hz
const noteSeconds = 0.3;

/** `asked`: it was on before a reload, after which a browser plays nothing until it is pressed. */
type SoundState = "off" | "asked" | "on";

export type WallSound = ReturnType<typeof useWallSound>;

/** A sound for what is newly urgent, by consent. @param campaigns for which ones; null: all of the board */
export function useWallSound({ state, contact }: Board, campaigns: readonly Campaign[] | null) {
  const [consent, setConsent] = useState<SoundState>(() =>
    readStored(storedName) === "on" ? "asked" : "off",
  );
  useEffect(() => {
    // Fulfilled at once where the browser was told to allow it, as on a kiosk; else never.
    if (readStored(storedName) === "on") void wake().then((awake) => awake && setConsent("on"));
  }, []);

  const heard = campaigns === null ? state?.campaigns : new Map(campaigns.map((each) => [keyOf(each), each]));
  const alerts = state && heard ? listAlerts(heard, observableBy(state.upstream)) : noAlerts;
  const urgent = alerts.filter(({ kind }) => isUrgent(kind));
  const trusted = state !== undefined && contact === "live" && isPartlyObservable(state.upstream);
  useNewAlerts(urgent, trusted, () => {
    if (consent === "on") ring();
  });

  return {
    consent,
    play: ring,
    async turnOn() {
      store(storedName, "on");
      if (!(await wake())) return;
      setConsent("on");
      ring();
    },
    turnOff() {
      store(storedName, "off");
      setConsent("off");
    },
  };
}

let audio: AudioContext | undefined;

/** False: there is nothing to play on. */
async function wake(): Promise<boolean> {
  try {
    audio ??= new AudioContext();
    await audio.resume();
    return true;
  } catch {
    return false;
  }
}

const noAlerts: readonly Alert[] = [];

function ring(): void {
  if (audio === undefined) return;
  for (const [index, pitch] of notes.entries()) {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    const from = audio.currentTime + index * noteSeconds;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.4, from);
    volume.gain.exponentialRampToValueAtTime(0.001, from + noteSeconds);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(from + noteSeconds);
  }
}
