import { testRememberedSeeds, testSeeds } from "./test-seeds.ts";

testSeeds(1);
testRememberedSeeds();
