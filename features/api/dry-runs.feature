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
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    And the answer is remembered as settings
    When alice sends DELETE /api/v1/namespaces/home/configmaps/settings?dryRun=All
    Then it is accepted with 200
    And the answer is:
      """
      {status: Success}
      """
    And configmap/settings is:
      """
      {metadata: {resourceVersion: "$settings.metadata.resourceVersion", deletionTimestamp: !absent }}
      """

  @API-22a
  Scenario: A dry delete in the options is not done
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    And the answer is remembered as settings
    When alice sends DELETE /api/v1/namespaces/home/configmaps/settings:
      """
      {apiVersion: v1, kind: DeleteOptions, dryRun: [All]}
      """
    Then it is accepted with 200
    And configmap/settings is:
      """
      {metadata: {resourceVersion: "$settings.metadata.resourceVersion", deletionTimestamp: !absent }}
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

  @API-22b
  Scenario Outline: A dry <method> of what is <what> is refused
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice sends <method> /api/v1/namespaces/home/configmaps/<name>?dryRun=All:
      """<media type>
      <body>
      """
    Then it is refused with <code> <reason>
    And nothing else changed

    Examples:
      | method | what             | name     | media type                   | code | reason   | body |
      | PUT    | written by now   | settings | application/json             | 409  | Conflict | {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "resourceVersion": "1"}} |
      | PUT    | missing          | missing  | application/json             | 404  | NotFound | {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "missing"}} |
      | PATCH  | missing          | missing  | application/merge-patch+json | 404  | NotFound | {"data": {"a": "b"}} |
      | DELETE | missing          | missing  | application/json             | 404  | NotFound | {"apiVersion": "v1", "kind": "DeleteOptions", "dryRun": ["All"]} |

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

  @API-22c
  Scenario Outline: A <method> with another dry run is refused
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice sends <method> /api/v1/namespaces/home/configmaps/settings?dryRun=Some:
      """<media type>
      {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"colour": "blue"}}
      """
    Then it is refused with 422 Invalid for:
      | field  | reason                 |
      | dryRun | FieldValueNotSupported |
    And nothing else changed

    Examples:
      | method | media type                   |
      | PUT    | application/json             |
      | PATCH  | application/merge-patch+json |

  @API-22c
  Scenario: A delete with another dry run is refused
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice sends DELETE /api/v1/namespaces/home/configmaps/settings?dryRun=Some
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

  @API-22d
  Scenario: A replace with an unknown field is refused in strict validation
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice sends PUT /api/v1/namespaces/home/configmaps/settings?fieldValidation=Strict:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, shape: round}
      """
    Then it is refused with 400 BadRequest
    And the answer is:
      """
      {message: !matches ".*shape.*"}
      """
    And nothing else changed

  @API-22h
  Scenario Outline: A patch of <media type> with <what> is refused in strict validation
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice sends PATCH /api/v1/namespaces/home/configmaps/settings?fieldValidation=Strict:
      """<media type>
      <patch>
      """
    Then it is refused with 422 Invalid for:
      | field | reason            |
      | patch | FieldValueInvalid |
    And nothing else changed

    Examples:
      | media type                             | patch                                                | what |
      | application/merge-patch+json           | {"shape": "round"}                                   | an unknown field |
      | application/strategic-merge-patch+json | {"shape": "round"}                                   | an unknown field |
      | application/json-patch+json            | [{"op": "add", "path": "/shape", "value": "round"}] | an unknown field |
      | application/merge-patch+json           | {"data": {"a": "b"}, "data": {"a": "c"}}            | a field that stands twice |
      | application/strategic-merge-patch+json | {"data": {"a": "b"}, "data": {"a": "c"}}            | a field that stands twice |
      | application/json-patch+json            | [{"op": "add", "path": "/data/a", "value": "b", "value": "c"}] | a field that stands twice |

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

  @API-22e
  Scenario: A patch with mistakes is warned of
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice sends PATCH /api/v1/namespaces/home/configmaps/settings:
      """application/merge-patch+json
      {"shape": "round", "data": {"a": "b"}, "data": {"a": "c"}}
      """
    Then it is accepted with 200
    And the answer's headers are:
      """
      {warning: !matches "(?=.*data)(?=.*shape)299 .*"}
      """
    And configmap/settings is:
      """
      {shape: !absent , data: !only {colour: red, a: c}}
      """

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
