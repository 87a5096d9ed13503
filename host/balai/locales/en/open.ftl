# `balai open`: in a terminal.
open-sign-in =
    Open { $address } in a browser where you are signed in, and type this code:

        { $code }

    Waiting for your answer there ...
open-signed-in = Signed in as { $name } ({ $role }).
open-choose = Type a number, b (back) or q (quit):
open-choose-none = Type b (back) or q (quit):
open-no-such-number = There is no choice of that number.
open-yes-no = (y/n)
open-say-yes-or-no = Type y for yes or n for no.
open-problem-id = Number to quote: { $id }
open-fill = Fill in: { $title }
open-go-on = Go on filling in: { $title }
open-signed-out = { $title } (sign in first)
open-step = Step { $number } of { $of }: { $title }
open-standing = Now: { $answer } (Enter: keep, -: leave empty)
open-in = In { $unit }
open-as-day = Day-month-year, such as 24-11-2026
open-as-place = Latitude and longitude, such as -6.2088, 106.8456
open-as-lines = Several lines; an empty one ends them
open-several = Several numbers, such as 1 3
open-search = Type words to search for, then the number that you choose.
open-found = Found:
open-found-more = Found, among others (more words find fewer):
open-found-none = Nothing is found. Try other words.
open-check = The number of a step to change it, b for later, or y for “{ $send }”:
open-case = Case number
open-sent-at = Sent
open-deadline = You hear more by
