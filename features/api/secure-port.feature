@needs-kubeApi
Feature: The API is spoken over TLS

  @API-7a @needs-secureEndpoint
  Scenario: Clients can tell the server by its certificate
    When a connection to the secure port is opened:
      """
      {}
      """
    Then the answer is:
      """
      {version: TLSv1.3, trusted: true}
      """

  @API-7a @needs-secureEndpoint
  Scenario: TLS 1.2 will do
    When a connection to the secure port is opened:
      """
      {maxVersion: TLSv1.2}
      """
    Then the answer is:
      """
      {version: TLSv1.2, trusted: true}
      """

  @API-7a @needs-secureEndpoint
  Scenario Outline: <version> will not do
    When a connection to the secure port is opened:
      """
      {maxVersion: <version>}
      """
    Then the answer is:
      """
      {version: !absent , refusal: tlsv1 alert protocol version}
      """

    Examples:
      | version |
      | TLSv1   |
      | TLSv1.1 |

  @API-7a @needs-secureEndpoint
  Scenario: Whoever speaks in plain is told
    When a connection to the secure port is opened:
      """
      {tls: false, sends: "GET /version HTTP/1.1\r\nHost: kubernetes\r\n\r\n"}
      """
    Then the answer is:
      """
      {text: "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"}
      """

  @API-7d @needs-secureEndpoint
  Scenario Outline: Who offers <offered> is spoken with in <spoken>
    When a connection to the secure port is opened:
      """
      {protocols: [<offered>]}
      """
    Then the answer is:
      """
      {protocol: <spoken>}
      """

    Examples:
      | offered      | spoken   |
      | h2, http/1.1 | h2       |
      | http/1.1, h2 | h2       |
      | h2           | h2       |
      | http/1.1     | http/1.1 |

  @API-7e @needs-secureEndpoint
  Scenario Outline: The certificate that a server makes for itself holds for <what>
    Given the API server runs with:
      """
      tls-cert-file: ''
      tls-private-key-file: ''
      """
    And admin gets service/kubernetes in default
    And the answer is remembered as service
    And admin gets endpoints/kubernetes in default
    And the answer is remembered as endpoints
    When a connection to the secure port is opened:
      """
      {<host>}
      """
    Then the answer is:
      """
      {trusted: true}
      """

    Examples:
      | what                          | host                                        |
      | where it listens              |                                             |
      | its name among those of home  | host: kubernetes                            |
      | its name with its namespace   | host: kubernetes.default                    |
      | its name as a Service         | host: kubernetes.default.svc                |
      | the cluster IP of its Service | host: $service.spec.clusterIP               |
      | where it says that it is      | host: $endpoints.subsets.0.addresses.0.ip   |

  @API-7f @needs-serverProcess
  Scenario: The port is 6443 where nobody says another
    Given the port 6443 is taken
    When the API server is started with:
      """
      secure-port: ''
      """
    Then it does not start, and says "6443"

  @API-7f @needs-serverProcess
  Scenario: The port is the one that the server is told
    Given the port 26443 is taken
    When the API server is started with:
      """
      secure-port: 26443
      """
    Then it does not start, and says "26443"
