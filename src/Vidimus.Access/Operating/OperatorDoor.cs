using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access.Members;
using Vidimus.Access.Members.Account;
using Vidimus.Pages;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Operating;

/// <summary>
/// Before every page of the operator: the member runs the installation. To everybody else there is nothing here. The operator
/// is inside no tenant: these pages know organizations by name and state, and nothing of what is in them.
/// </summary>
internal sealed class OperatorDoor(Sessions sessions) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        var http = context.HttpContext;
        var session = await sessions.Find(http);
        if (session is not { Complete: true })
            return http.GoTo("/sign-in?return=%2Foperator");
        if (!session.IsOperator)
            return http.Page<MessagePage>(
                new
                {
                    Title = "There is nothing here",
                    Link = "/portal",
                    LinkText = "Open the portal",
                },
                StatusCodes.Status404NotFound
            );
        if (!HttpMethods.IsGet(http.Request.Method) && await PageForm.Read(http) is null)
            return PageForm.Foreign(http);
        if (!HttpMethods.IsGet(http.Request.Method) && session.NeedsProof)
            return AccountRequest.AskAgain(http, "/operator");
        http.RequestServices.GetRequiredService<CurrentAuthor>().Value = new(
            "",
            "live",
            "operator",
            session.MemberId,
            http.RequestId()
        );
        return await next(context);
    }
}
