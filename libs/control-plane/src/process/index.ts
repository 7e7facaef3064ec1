export { lastWordsIn } from './last-words.ts';
export {
  findMarkedLeader,
  groupLives,
  identify,
  isAlive,
  leftOf,
  type ProcessIdentity,
  signalGroup,
} from './process-identity.ts';
