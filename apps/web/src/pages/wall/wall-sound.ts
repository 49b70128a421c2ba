import type { Campaign } from "@cruiseboard/contract";
import { type RefObject, useEffect, useRef, useState } from "react";
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
  const audio = useRef<AudioContext | null>(null);
  const [consent, setConsent] = useState<SoundState>(() =>
    readStored(storedName) === "on" ? "asked" : "off",
  );
  useEffect(() => {
    // Fulfilled at once where the browser was told to allow it, as on a kiosk; else never.
    if (readStored(storedName) === "on")
      wake(audio).then(
        () => setConsent("on"),
        () => {},
      );
    return () => void audio.current?.close();
  }, []);
  const play = () => {
    if (audio.current) ring(audio.current);
  };

  const heard = campaigns === null ? state?.campaigns : new Map(campaigns.map((each) => [keyOf(each), each]));
  const alerts = state && heard ? listAlerts(heard, observableBy(state.upstream)) : noAlerts;
  const urgent = alerts.filter(({ kind }) => isUrgent(kind));
  const trusted = state !== undefined && contact === "live" && isPartlyObservable(state.upstream);
  useNewAlerts(urgent, trusted, () => {
    if (consent === "on") play();
  });

  return {
    consent,
    play,
    turnOn() {
      store(storedName, "on");
      wake(audio).then(
        () => {
          setConsent("on");
          play();
        },
        () => {},
      );
    },
    turnOff() {
      store(storedName, "off");
      setConsent("off");
    },
  };
}

async function wake(audio: RefObject<AudioContext | null>): Promise<void> {
  audio.current ??= new AudioContext();
  await audio.current.resume();
}

const noAlerts: readonly Alert[] = [];

function ring(audio: AudioContext): void {
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
