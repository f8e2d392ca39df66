@needs-kubeApi
Feature: How long a request may take

  @OPS-9a
  Scenario: A request that takes longer than its client gives it is a 504
    When alice sends at once:
      """
      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan&timeout=500ms
      """
    Then the answer is:
      """
      [{status: 504, body: {status: Failure, reason: Timeout, code: 504, details: !only {}}}]
      """

  @OPS-9b
  Scenario Outline: A time that is no duration is refused: <time>
    When alice sends GET /api/v1/namespaces/default/configmaps?timeout=<time>
    Then it is refused with 400 BadRequest

    Examples:
      | time |
      | abc  |
      | 10   |
      | 1d   |

  @OPS-9b
  Scenario Outline: A time as Go writes it is understood: <time>
    When alice sends GET /api/v1/namespaces/default/configmaps?timeout=<time>
    Then it is accepted with 200

    Examples:
      | time  |
      | 1m30s |
      | .5m   |
      | 0     |
      | -5s   |
