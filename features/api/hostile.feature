@needs-kubeApi
Feature: Input that means harm

  @API-23a
  Scenario Outline: A path with <trick> reaches nothing else
    When alice sends GET <path>
    Then it is refused with 404 NotFound

    Examples:
      | trick                   | path                                                |
      | two dots                | /api/v1/namespaces/home/configmaps/../secrets       |
      | two encoded dots        | /api/v1/namespaces/home/configmaps/%2e%2e/secrets   |
      | an encoded slash        | /api/v1/namespaces/home/configmaps/..%2fsecrets     |
      | an empty part           | /api/v1/namespaces/home//configmaps                 |
      | an encoded query        | /api/v1/namespaces/home/configmaps%3flimit=1        |
      | a parameter of its part | /api/v1/namespaces/home/configmaps;limit=1          |
      | capitals                | /api/v1/namespaces/home/CONFIGMAPS                  |
      | a character NUL         | /api/v1/namespaces/home/configmaps/settings%00      |
      | a line feed             | /api/v1/namespaces/home/configmaps/settings%0aX:%20 |

  @API-23b
  Scenario Outline: A body with <trick> is refused, and stores nothing
    When alice sends POST /api/v1/namespaces/home/configmaps?fieldValidation=Strict:
      """<media type>
      <body>
      """
    Then it is refused with 400 BadRequest
    And nothing else changed

    Examples:
      | trick                      | media type                          | body                                                                                                                                                                                                                                                                                     |
      | the same field twice       | application/json                    | {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "twice"}, "metadata": {"name": "again"}}                                                                                                                                                                                  |
      | a field that scripts know  | application/json                    | {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "__proto__": {"data": {"a": "b"}}}                                                                                                                                                                           |
      | a number beyond all bounds | application/json                    | {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "generation": 1e400}}                                                                                                                                                                                         |
      | a number with a fraction   | application/json                    | {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "generation": 1.5}}                                                                                                                                                                                           |
      | aliases of aliases         | application/yaml                    | {apiVersion: v1, kind: ConfigMap, metadata: {name: bomb}, a: &a [x,x,x,x,x,x,x,x,x], b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a], c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b], d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c], e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d], f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e], g: [*f,*f,*f,*f,*f,*f,*f,*f,*f]} |
      | what is no protobuf        | application/vnd.kubernetes.protobuf | nonsense                                                                                                                                                                                                                                                                                 |

  @API-23c
  Scenario: A body is read as it stands, whatever is said of its compression
    When alice sends:
      """
      POST /api/v1/namespaces/home/configmaps
      Content-Type: application/json
      Content-Encoding: gzip

      {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "NOT-A-NAME"}}
      """
    Then it is refused with 422 Invalid
    And nothing else changed

  @API-23e @authorized
  Scenario Outline: What a client says of itself in <header> gives no rights
    When alice sends:
      """
      GET /api/v1/namespaces/home/secrets
      <header>: <value>
      """
    Then it is refused with 403 Forbidden

    Examples:
      | header                | value                          |
      | X-Remote-User         | admin                          |
      | X-Remote-Group        | system:masters                 |
      | X-Forwarded-User      | admin                          |
      | X-Original-URL        | /version                       |
      | X-HTTP-Method-Override | GET                           |
      | Impersonate-User      | admin                          |

  @API-23f
  Scenario Outline: A method that there is not is refused: <method>
    When alice sends <method> /api/v1/namespaces/home/configmaps
    Then it is refused with 405 MethodNotAllowed
    And nothing else changed

    Examples:
      | method  |
      | OPTIONS |
      | PUT     |
      | PATCH   |

  @API-23g
  Scenario: A patch does not double what is there again and again
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When bob sends PATCH /api/v1/namespaces/home/configmaps/settings:
      """application/json-patch+json
      [{"op": "copy", "from": "/data", "path": "/data/x0"}, {"op": "copy", "from": "/data", "path": "/data/x1"}, {"op": "copy", "from": "/data", "path": "/data/x2"}, {"op": "copy", "from": "/data", "path": "/data/x3"}, {"op": "copy", "from": "/data", "path": "/data/x4"}, {"op": "copy", "from": "/data", "path": "/data/x5"}, {"op": "copy", "from": "/data", "path": "/data/x6"}, {"op": "copy", "from": "/data", "path": "/data/x7"}, {"op": "copy", "from": "/data", "path": "/data/x8"}, {"op": "copy", "from": "/data", "path": "/data/x9"}, {"op": "copy", "from": "/data", "path": "/data/x10"}, {"op": "copy", "from": "/data", "path": "/data/x11"}, {"op": "copy", "from": "/data", "path": "/data/x12"}, {"op": "copy", "from": "/data", "path": "/data/x13"}, {"op": "copy", "from": "/data", "path": "/data/x14"}, {"op": "copy", "from": "/data", "path": "/data/x15"}, {"op": "copy", "from": "/data", "path": "/data/x16"}, {"op": "copy", "from": "/data", "path": "/data/x17"}, {"op": "copy", "from": "/data", "path": "/data/x18"}, {"op": "copy", "from": "/data", "path": "/data/x19"}, {"op": "copy", "from": "/data", "path": "/data/x20"}, {"op": "copy", "from": "/data", "path": "/data/x21"}, {"op": "copy", "from": "/data", "path": "/data/x22"}, {"op": "copy", "from": "/data", "path": "/data/x23"}, {"op": "copy", "from": "/data", "path": "/data/x24"}, {"op": "copy", "from": "/data", "path": "/data/x25"}, {"op": "copy", "from": "/data", "path": "/data/x26"}, {"op": "copy", "from": "/data", "path": "/data/x27"}, {"op": "copy", "from": "/data", "path": "/data/x28"}, {"op": "copy", "from": "/data", "path": "/data/x29"}, {"op": "copy", "from": "/data", "path": "/data/x30"}, {"op": "copy", "from": "/data", "path": "/data/x31"}, {"op": "copy", "from": "/data", "path": "/data/x32"}, {"op": "copy", "from": "/data", "path": "/data/x33"}, {"op": "copy", "from": "/data", "path": "/data/x34"}, {"op": "copy", "from": "/data", "path": "/data/x35"}, {"op": "copy", "from": "/data", "path": "/data/x36"}, {"op": "copy", "from": "/data", "path": "/data/x37"}, {"op": "copy", "from": "/data", "path": "/data/x38"}, {"op": "copy", "from": "/data", "path": "/data/x39"}, {"op": "replace", "path": "/data", "value": {"colour": "blue"}}]
      """
    Then configmap/settings is:
      """
      data: !only {colour: red}
      """
    And nothing else changed

  @API-23h
  Scenario Outline: Nothing is written at the old path of a watch: <method>
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When bob sends <method> /api/v1/watch/namespaces/home/configmaps/settings:
      """
      {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"colour": "blue"}}
      """
    Then it is refused with 405 MethodNotAllowed
    And configmap/settings is:
      """
      data: {colour: red}
      """
    And nothing else changed

    Examples:
      | method |
      | PUT    |
      | POST   |
      | DELETE |
