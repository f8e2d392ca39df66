@needs-kubeApi
Feature: A watch with a selector

  @WATCH-6a
  Scenario: An object that begins to match the selector is seen as ADDED
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, labels: {app: other}}}
      """
    And alice watches configmaps labelled app=web as W
    When bob patches configmap/settings by merge:
      """
      {metadata: {labels: {app: web}}}
      """
    And the answer is remembered as changed
    Then W sees:
      | type  | object             | metadata.labels.app | metadata.resourceVersion            |
      | ADDED | configmap/settings | web                 | '$changed.metadata.resourceVersion' |

  @WATCH-6b
  Scenario: An object that ceases to match the selector is seen as DELETED, as it was when it last matched
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, labels: {app: web}}, data: {colour: red}}
      """
    And alice watches configmaps labelled app=web as W
    And W sees:
      | type  | object             |
      | ADDED | configmap/settings |
    When bob patches configmap/settings by merge:
      """
      {metadata: {labels: {app: other}}, data: {colour: green}}
      """
    And the answer is remembered as changed
    Then W sees:
      | type    | object             | metadata.labels.app | data.colour | metadata.resourceVersion            |
      | DELETED | configmap/settings | web                 | red         | '$changed.metadata.resourceVersion' |

  @WATCH-6c
  Scenario: An object that goes on matching the selector is seen as MODIFIED
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, labels: {app: web}}, data: {colour: red}}
      """
    And alice watches configmaps labelled app=web as W
    And W sees:
      | type  | object             |
      | ADDED | configmap/settings |
    When bob patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    Then W sees:
      | type     | object             | data.colour |
      | MODIFIED | configmap/settings | green       |

  @WATCH-6d
  Scenario: What never matches the selector is not seen, whatever happens to it
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, labels: {app: other}}}
      """
    And alice watches configmaps labelled app=web as W
    And bob patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    And bob deletes configmap/settings
    When bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: neighbour, labels: {app: other}}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: matching, labels: {app: web}}}
      """
    Then W sees:
      | type  | object             |
      | ADDED | configmap/matching |
    And W sees nothing

  @WATCH-6e
  Scenario: The deletion of an object that matches the selector is seen as DELETED
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, labels: {app: web}}}
      """
    And alice watches configmaps labelled app=web as W
    When bob deletes configmap/settings
    Then W sees:
      | type    | object             |
      | ADDED   | configmap/settings |
      | DELETED | configmap/settings |

  @WATCH-6f
  Scenario: A field selector decides over events as a label selector does
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: main, image: nginx}]}}
      """
    And alice watches /api/v1/namespaces/home/pods?fieldSelector=status.phase=Pending as W
    And bob patches pod/web by merge:
      """
      {metadata: {labels: {app: web}}}
      """
    And bob sends PATCH /api/v1/namespaces/home/pods/web/status:
      """application/merge-patch+json
      {"status": {"phase": "Running"}}
      """
    And bob sends PATCH /api/v1/namespaces/home/pods/web/status:
      """application/merge-patch+json
      {"status": {"message": "busy"}}
      """
    When bob sends PATCH /api/v1/namespaces/home/pods/web/status:
      """application/merge-patch+json
      {"status": {"phase": "Pending"}}
      """
    Then W sees:
      | type     | object  | status.phase | metadata.labels.app | status.message |
      | ADDED    | pod/web | Pending      | !absent             | !absent        |
      | MODIFIED | pod/web | Pending      | web                 | !absent        |
      | DELETED  | pod/web | Pending      | web                 | !absent        |
      | ADDED    | pod/web | Pending      | web                 | busy           |

  @WATCH-6g
  Scenario Outline: A watch with the <what> is refused
    When alice sends GET /api/v1/namespaces/home/configmaps?watch=true&timeoutSeconds=1&<parameter>
    Then it is refused with 400 BadRequest

    Examples:
      | what                       | parameter               |
      | broken label selector      | labelSelector=%3D%3D    |
      | field selector on the data | fieldSelector=data.a%3D1 |
