@needs-kubeApi
Feature: A request can be tried out

  @API-22a
  Scenario: A dry create is answered and not done
    When alice sends POST /api/v1/namespaces/home/pods?dryRun=All:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: nginx}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {kind: Pod, metadata: {name: web, uid: !any , resourceVersion: !absent }, spec: {restartPolicy: Always}}
      """
    And pod/web does not exist
    And nothing else changed

  @API-22a
  Scenario Outline: A dry <method> is answered and not done
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as settings
    When alice sends <method> /api/v1/namespaces/home/configmaps/settings?dryRun=All:
      """<media type>
      <body>
      """
    Then it is accepted with 200
    And the answer is:
      """
      <answer>
      """
    And configmap/settings is:
      """
      {metadata: {resourceVersion: "$settings.metadata.resourceVersion"}, data: {colour: red}}
      """

    Examples:
      | method | media type                   | body                                                                                                     | answer                              |
      | PUT    | application/json             | {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"colour": "blue"}}   | {data: {colour: blue}}              |
      | PATCH  | application/merge-patch+json | {"data": {"colour": "blue"}}                                                                             | {data: {colour: blue}}              |

  @API-22a
  Scenario: A dry delete is answered and not done
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    When alice sends DELETE /api/v1/namespaces/home/configmaps/settings?dryRun=All
    Then it is accepted with 200
    And the answer is:
      """
      {status: Success}
      """
    And configmap/settings is:
      """
      {metadata: {deletionTimestamp: !absent }}
      """

  @API-22a
  Scenario: A dry delete in the options is not done
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    When alice sends DELETE /api/v1/namespaces/home/configmaps/settings:
      """
      {apiVersion: v1, kind: DeleteOptions, dryRun: [All]}
      """
    Then it is accepted with 200
    And configmap/settings is:
      """
      {metadata: {deletionTimestamp: !absent }}
      """

  @API-22b
  Scenario Outline: A dry create that is <what> is refused
    Given these objects:
      """
      {apiVersion: v1, kind: Service, metadata: {name: taken}, spec: {ports: [{port: 80}]}}
      """
    When alice sends POST /api/v1/namespaces/<namespace>/services?dryRun=All:
      """
      {apiVersion: v1, kind: Service, metadata: {name: <name>}, spec: {ports: [{port: <port>, targetPort: 80}]}}
      """
    Then it is refused with <code> <reason>
    And nothing else changed

    Examples:
      | what               | namespace | name  | port | code | reason        |
      | invalid            | home      | web   | 0    | 422  | Invalid       |
      | of a taken name    | home      | taken | 80   | 409  | AlreadyExists |
      | of a missing place | nowhere   | web   | 80   | 404  | NotFound      |

  @API-22c
  Scenario: Another dry run is refused
    When alice sends POST /api/v1/namespaces/home/configmaps?dryRun=Some:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then it is refused with 422 Invalid for:
      | field  | reason                 |
      | dryRun | FieldValueNotSupported |
    And nothing else changed

  @API-22d
  Scenario Outline: A body with <what> is refused in strict validation
    When alice sends POST /api/v1/namespaces/home/configmaps?fieldValidation=Strict:
      """application/json
      <body>
      """
    Then it is refused with 400 BadRequest
    And the answer is:
      """
      {message: !matches ".*<named>.*"}
      """
    And nothing else changed

    Examples:
      | what              | named  | body                                                                                                      |
      | an unknown field  | colour | {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "colour": "red"}              |
      | an unknown inner field | colour | {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "colour": "red"}}         |
      | a duplicate field | data   | {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"a": "b"}, "data": {"a": "c"}} |

  @API-22d
  Scenario: A body without mistakes passes strict validation
    When alice sends POST /api/v1/namespaces/home/configmaps?fieldValidation=Strict:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {a: b}}
      """
    Then it is accepted with 201
    And nothing else changed

  @API-22e
  Scenario Outline: A body with mistakes is warned of <how>
    When alice sends POST /api/v1/namespaces/home/configmaps<query>:
      """application/json
      {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"a": "b", "a": "c"}, "colour": "red"}
      """
    Then it is accepted with 201
    And the answer's headers are:
      """
      {warning: !matches "(?=.*data.a)(?=.*colour)299 .*"}
      """
    And configmap/settings is:
      """
      {colour: !absent , data: !only {a: c}}
      """

    Examples:
      | how          | query                 |
      | when asked   | ?fieldValidation=Warn |
      | by default   |                       |

  @API-22f
  Scenario: A body with mistakes passes in silence where they are to be ignored
    When alice sends POST /api/v1/namespaces/home/configmaps?fieldValidation=Ignore:
      """application/json
      {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"a": "b"}, "colour": "red"}
      """
    Then it is accepted with 201
    And the answer's headers are:
      """
      {warning: !absent }
      """
    And configmap/settings is:
      """
      {colour: !absent , data: !only {a: b}}
      """

  @API-22g
  Scenario: Another field validation is refused
    When alice sends POST /api/v1/namespaces/home/configmaps?fieldValidation=Sometimes:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then it is refused with 422 Invalid for:
      | field           | reason                 |
      | fieldValidation | FieldValueNotSupported |
    And nothing else changed
