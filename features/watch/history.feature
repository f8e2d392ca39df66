@needs-kubeApi @needs-apiStore @exclusive
Feature: How far back a watch can go

  @WATCH-4b
  Scenario: A watch from before the history that is kept is told so by 410 Expired
    Given alice creates:
      """
      {apiVersion: v1, kind: Event, metadata: {name: note}, involvedObject: {namespace: home}, reason: Noted}
      """
    And alice patches event/note by merge:
      """
      {message: twice}
      """
    And alice patches event/note by merge:
      """
      {message: thrice}
      """
    And the API server's store is compacted
    When bob watches /api/v1/namespaces/home/events?resourceVersion=1 as W
    Then W sees:
      | type  | object  | code | reason  |
      | ERROR | Status  | 410  | Expired |
      | END   |         |      |         |
