import { setOrRemove, type Fields } from '../fields.ts';
import type { Conversion, KubeObject } from '../resource-definition.ts';

function rename(object: KubeObject, apiVersion: string): Fields {
  return { ...object, apiVersion };
}

/** events.k8s.io/v1 as a view of the core events that are stored. */
export const eventConversion: Conversion = {
  fromStorage: (object) => {
    const {
      involvedObject,
      message,
      source,
      firstTimestamp,
      lastTimestamp,
      count,
      reportingComponent,
      reportingInstance,
      ...rest
    } = object;
    const event = rename(rest, 'events.k8s.io/v1');
    setOrRemove(event, 'regarding', involvedObject);
    setOrRemove(event, 'note', message);
    setOrRemove(event, 'deprecatedSource', source);
    setOrRemove(event, 'deprecatedFirstTimestamp', firstTimestamp);
    setOrRemove(event, 'deprecatedLastTimestamp', lastTimestamp);
    setOrRemove(event, 'deprecatedCount', count);
    // An empty text is left out in this version, and stands there in the other.
    setOrRemove(event, 'reportingController', reportingComponent === '' ? undefined : reportingComponent);
    setOrRemove(event, 'reportingInstance', reportingInstance === '' ? undefined : reportingInstance);
    return event;
  },
  toStorage: (object) => {
    const {
      regarding,
      note,
      deprecatedSource,
      deprecatedFirstTimestamp,
      deprecatedLastTimestamp,
      deprecatedCount,
      reportingController,
      ...rest
    } = object;
    const event = rename(rest, 'v1');
    event['involvedObject'] = regarding ?? {};
    setOrRemove(event, 'message', note);
    event['source'] = deprecatedSource ?? {};
    event['firstTimestamp'] = deprecatedFirstTimestamp ?? null;
    event['lastTimestamp'] = deprecatedLastTimestamp ?? null;
    setOrRemove(event, 'count', deprecatedCount);
    event['reportingComponent'] = reportingController ?? '';
    event['reportingInstance'] ??= '';
    return event;
  },
};
