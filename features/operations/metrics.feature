@needs-kubeApi @authorized
Feature: What the server counts

  @OPS-11a
  Scenario: Figures are given in the text form of Prometheus
    When admin sends GET /metrics
    Then it is accepted with 200
    And the answer's headers are:
      """
      content-type: !matches "text/plain; version=0\\.0\\.4;.*"
      """
    And the answer is:
      """
      !matches "(?:(?:# HELP [a-z0-9_]+ [^\\n]*|# TYPE [a-z0-9_]+ (?:counter|gauge|histogram|summary)|[a-z0-9_]+(?:\\{[^\\n]*\\})? [^\\s]+)\\n)+"
      """

  @OPS-11b
  Scenario: Figures are for those who have the right
    When alice sends GET /metrics
    Then it is refused with 403 Forbidden

  @OPS-11c
  Scenario: Requests are counted by what they were and how they ended
    Given admin lists configmaps
    When admin sends GET /metrics
    Then the answer is:
      """
      !matches "[\\s\\S]*\\napiserver_request_total\\{code=\"200\",component=\"apiserver\",dry_run=\"\",group=\"\",resource=\"configmaps\",scope=\"namespace\",subresource=\"\",verb=\"LIST\",version=\"v1\"\\} [1-9][\\s\\S]*"
      """

  @OPS-11c
  Scenario Outline: There are figures of <what>
    Given admin lists configmaps
    When admin sends GET /metrics
    Then the answer is:
      """
      !matches "[\\s\\S]*\\n<name>\\{[\\s\\S]*"
      """

    Examples:
      | what                              | name                                      |
      | how long answers took             | apiserver_request_duration_seconds_bucket |
      | requests under way                | apiserver_current_inflight_requests       |
      | stored objects                    | apiserver_storage_objects                 |
      | attempts to be recognised         | authentication_attempts                   |
      | how long the store took           | etcd_request_duration_seconds_bucket      |
      | how long admission took           | apiserver_admission_controller_admission_duration_seconds_bucket |
