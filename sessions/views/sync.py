"""What devices deliver in the background: now, late, twice, out of order."""

from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backroutine.http import HttpRequest
from backroutine.limits import MINUTE, limited
from sessions.delivery import parse_delivery
from sessions.models import GoneError, Session, TakenError
from sessions.record import RecordError
from sessions.sheet import RatingsForm


@require_http_methods(["GET", "POST"])
@never_cache
@limited("sync", 120, MINUTE)
def sync(request: HttpRequest) -> JsonResponse:
    """Take in one session; a GET answers who is signed in, with the token that a page kept for long needs anew."""
    if request.method == "GET":
        # "person" is for pages of an older version, kept on a device.
        answer = {"person": request.user.mark, "persons": request.user.marks, "token": get_token(request)}
        return JsonResponse(answer)
    try:
        delivery = parse_delivery(request.body)
        if delivery.person not in request.user.marks:
            return _refuse(HTTPStatus.FORBIDDEN, _("This session belongs to somebody else."))
        form = RatingsForm(delivery.ratings or {})
        if not form.is_valid():
            raise RecordError(" ".join(str(text) for texts in form.errors.values() for text in texts))
        ratings = None if delivery.ratings is None else form.ratings()
        session = Session.objects.receive(request.user, delivery, ratings)
    except RecordError as error:
        return _refuse(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
    except ValidationError as error:
        return _refuse(HTTPStatus.UNPROCESSABLE_ENTITY, " ".join(error.messages))
    except TakenError:
        return _refuse(HTTPStatus.CONFLICT, _("Another device went on with this session."))
    except GoneError:
        return _refuse(HTTPStatus.GONE, _("You have deleted this session."))
    except Session.DoesNotExist:
        return _refuse(HTTPStatus.NOT_FOUND, _("This session is not in your account."))
    return JsonResponse({"version": session.record_version, "url": session.get_absolute_url()})


def _refuse(status: HTTPStatus, reason: str) -> JsonResponse:
    return JsonResponse({"error": reason}, status=status)
