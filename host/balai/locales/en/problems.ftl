# Where something did not go as it should: what happened, and what can be done.
problem-id = If you contact us, quote this number:
problem-go-home = See all services
problem-go-on = Go on
problem-not-found = Page not found
advice-not-found = This page does not exist, or is not for you. Check the address, or start from the list of services.
problem-not-allowed = You are not allowed to do this
advice-not-allowed = The role you act in does not allow it. If you have another one, switch to it in the menu above.
problem-conflict = Changed by someone else
advice-conflict = What you entered is kept. Look at the change first, then try again.
problem-too-large = Too large
advice-too-large = What you sent is over the limit. Shorten it, then try again.
problem-unprocessable = This cannot be processed
advice-unprocessable = What was sent does not fit this page, perhaps because it was open for long. Open it again and retry.
problem-refused = This cannot go on
advice-refused = Nothing was sent.
problem-too-many = Too often
advice-too-many = Wait a moment, then try again.
problem-unavailable = Not available now
advice-unavailable = We cannot serve you at the moment. Try again in a few minutes; what is kept already is not lost.
problem-busy = Many people at once
advice-busy = Many people opened this service at the same time. Wait a few seconds, then try again; what you have filled in is kept.
problem-resting = This service is resting
advice-resting = This service failed several times, so we stopped it for a while. Come back in about { $minutes ->
        [one] a minute
       *[other] { $minutes } minutes
    }. What you have filled in is kept, and all other services go on.
problem-mini-app-failed = This service has a problem
advice-mini-app-failed = It is not your fault. Nothing was sent, and your draft is kept. Try again later.
problem-failed = Something went wrong on our side
advice-failed = It is not your fault. What is kept already is not lost. Try again later.
problem-session-ended = You need to sign in again
advice-session-ended = Your session has ended. Your draft is kept; sign in again to go on where you were.
problem-sign-in-failed = Signing in failed
advice-sign-in-failed = Signing in was not completed. Try once more.
problem-signed-out = You are signed out
advice-signed-out = Your drafts and cases are safe. On a shared device, close the browser too.
failures-title = Why a service failed
failures-lead = Where a service of your agency fails, whoever used it is shown a number. Write that number here.
failures-id = Number of the failure
failures-find = Look up
failures-path = Asked for
failures-kind = Kind
failures-backtrace = Backtrace of the service
failures-log = Log of the service
failures-none = Not found
failures-none-body = No service of your agency failed under this number.
