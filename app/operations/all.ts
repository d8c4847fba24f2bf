import { readSessionCall, setUpCall, signInCall, signOutCall } from "./access";
import {
  listAlertsCall,
  readAlertCall,
  readAlertFacetsCall,
  readAlertHistoryCall,
  readAlertNamesCall,
  ruleAlertCall,
  ruleAlertsCall,
} from "./alerts";
import {
  listDetectionsCall,
  listRulesCall,
  readDetectionCall,
  readDetectionNamesCall,
  readRuleCall,
} from "./detections";
import {
  exportEventsCsvCall,
  exportEventsLinesCall,
  readAccountCall,
  readEventCall,
  readEventFacetsCall,
  readOriginalCall,
  searchEventsCall,
} from "./events";
import { describeCall, liveCall, readyCall } from "./health";
import {
  cancelImportCall,
  listImportsCall,
  previewRemovalCall,
  readImportCall,
  readRejectsCall,
  removeImportCall,
  replayImportCall,
  retryImportCall,
  uploadCall,
} from "./imports";
import type { Operation } from "./operation";
import { readOriginCall, readTimelineCall } from "./origins";

/** Every call there is. A test holds that each route is here and that each of these is a route. */
export const OPERATIONS: readonly Operation[] = [
  uploadCall,
  listImportsCall,
  readImportCall,
  readRejectsCall,
  cancelImportCall,
  retryImportCall,
  replayImportCall,
  previewRemovalCall,
  removeImportCall,
  listAlertsCall,
  readAlertCall,
  ruleAlertCall,
  ruleAlertsCall,
  readAlertNamesCall,
  readAlertFacetsCall,
  readAlertHistoryCall,
  listDetectionsCall,
  readDetectionCall,
  readDetectionNamesCall,
  listRulesCall,
  readRuleCall,
  readOriginCall,
  readTimelineCall,
  readAccountCall,
  searchEventsCall,
  readEventFacetsCall,
  exportEventsCsvCall,
  exportEventsLinesCall,
  readEventCall,
  readOriginalCall,
  signInCall,
  signOutCall,
  readSessionCall,
  setUpCall,
  describeCall,
  liveCall,
  readyCall,
];
