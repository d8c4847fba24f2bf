import { readSessionCall, setUpCall, signInCall, signOutCall } from "./access";
import {
  listDetectionsCall,
  listRulesCall,
  readDetectionCall,
  readDetectionNamesCall,
  readRuleCall,
} from "./detections";
import { describeCall, liveCall, readyCall } from "./health";
import type { Operation } from "./operation";
import { readOriginCall, readTimelineCall } from "./origins";

/** Every call there is. A test holds that each route is here and that each of these is a route. */
export const OPERATIONS: readonly Operation[] = [
  listDetectionsCall,
  readDetectionCall,
  readDetectionNamesCall,
  listRulesCall,
  readRuleCall,
  readOriginCall,
  readTimelineCall,
  signInCall,
  signOutCall,
  readSessionCall,
  setUpCall,
  describeCall,
  liveCall,
  readyCall,
];
