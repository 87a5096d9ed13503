# Cases, tasks, messages, and who read what.
cases-title = My cases
cases-empty = No cases yet
cases-empty-body = What you apply for will be listed here, with how it stands from day to day.
case-number = Number
case-state = State
case-opened = Sent
case-due = Deadline
case-received = Received
case-in-progress = In progress
case-waiting = Waiting for your answer
case-granted = Granted
case-refused = Refused
case-withdrawn = Withdrawn
case-closed = Closed
case-by-rule = Decided by a rule alone
case-rules = { $reason } Rules: { $rules }.
case-open-app = Open in { $app }
case-timeline = How it went
due = Due { $day }
due-overdue = Overdue since { $day }
overdue = Overdue
review-title = A rule took this decision, without a civil servant
review-body = If you think that it is wrong, ask for somebody to look at it. It will not be held against you.
review-ask = Ask for a human
review-asked = You have asked for a human
review-asked-body = A civil servant will look at this decision and let you know.
readings-title = Who read this case
readings-lead = Whenever a civil servant opens your case, Balai notes it, not the agency.
readings-none = No civil servant has opened it so far.
access-lead = Every use of your data is noted by Balai, not by the agency.
access-empty = Nobody has used your data yet
access-empty-body = As soon as a service or a civil servant uses your data, it is listed here.
access-of-case = Only who read case { $number }.
access-older = Older ones
access-newest = The newest
access-who = Who
access-agency = Agency
access-at = When
access-what = Which data
access-purpose = What for
inbox-new = New
inbox-empty = No messages yet
inbox-empty-body = News from the agencies about what you have applied for arrives here.
tasks-title = My tasks
tasks-overdue = { $count ->
    [one] { $count } task is overdue
    *[other] { $count } tasks are overdue
}
tasks-empty = No tasks
tasks-empty-body = Tasks of every service that wait for you or your unit are listed here.
unit-case = Subject
unit-handler = Handled by
unit-overdue = { $count ->
    [one] { $count } case is overdue
    *[other] { $count } cases are overdue
}
unit-empty = No cases
unit-empty-body = Cases that your unit handles are listed here, by due date.
access-handling = Handling a case in “{ $app }”
access-basis = Basis: { $basis }, { $law }
basis-consent = your consent
basis-contract = a contract
basis-legal-obligation = legal obligation
basis-vital-interest = vital interest
basis-public-task = public task
basis-legitimate-interest = legitimate interest
data-name = name
data-address = address
data-birth-date = date of birth
data-nik = national identity number (NIK)
data-details = what was applied for
