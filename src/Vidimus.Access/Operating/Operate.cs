using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access.Members;
using Vidimus.Access.Organizations;
using Vidimus.Pages;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Operating;

/// <summary>The operator's pages: organizations, who may sign up, owners who were lost, and people by their address.</summary>
internal sealed class Operate(
    ManageOrganizations organizations,
    InstallationSettings settings,
    MakeOwners owners,
    People people
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/operator").AddEndpointFilter<OperatorDoor>();
        pages.MapGet("", (HttpContext http, Operate operate) => operate.Show(http, null));
        pages.MapPost(
            "/organizations",
            (HttpContext http, Operate operate) =>
                operate.Do(http, "created", form => operate.Create(form, http.RequestAborted))
        );
        pages.MapPost(
            "/organizations/{id}/state",
            (HttpContext http, Operate operate, string id) =>
                operate.Do(
                    http,
                    "changed",
                    async form =>
                        (
                            await operate.Organizations.Change(
                                id,
                                new(default, form.Text("state")),
                                http.RequestAborted
                            )
                        ).Problem
                )
        );
        pages.MapPost(
            "/organizations/{id}/owner",
            (HttpContext http, Operate operate, string id) =>
                operate.Do(
                    http,
                    "restored",
                    async form =>
                        (
                            await operate.Owners.Restore(
                                id,
                                form.Text("email"),
                                http.RequestAborted
                            )
                        ).Problem
                )
        );
        pages.MapPost(
            "/sign-up",
            (HttpContext http, Operate operate) =>
                operate.Do(
                    http,
                    "changed",
                    async form =>
                        (
                            await operate.Settings.OpenSignUp(
                                form.Text("open") == "yes",
                                http.RequestAborted
                            )
                        ).Problem
                )
        );
        pages.MapPost(
            "/people/{id}/state",
            (HttpContext http, Operate operate, string id) =>
                operate.Do(
                    http,
                    "changed",
                    async form =>
                        (
                            await operate.People.Disable(
                                id,
                                form.Text("state") == "disabled",
                                http.RequestAborted
                            )
                        ).Problem
                )
        );
        pages
            .Public("its door asks for the operator")
            .Repeatable("each form sets a state, or is refused the second time")
            .ExcludeFromDescription();
    }

    private ManageOrganizations Organizations => organizations;
    private InstallationSettings Settings => settings;
    private MakeOwners Owners => owners;
    private People People => people;

    private async Task<Problem?> Create(IFormCollection form, CancellationToken cancellation) =>
        (await owners.Create(form.Text("name", 200), form.Text("email"), cancellation)).Problem;

    private async Task<IResult> Show(HttpContext http, Problem? refused)
    {
        var query = http.Request.Query;
        var cursor = query["cursor"].ToString();
        var listed = await organizations.List(
            cursor.Length > 0 ? cursor : null,
            "50",
            http.RequestAborted
        );
        if (listed.Problem is { } wrong)
            return http.Page<MessagePage>(
                new
                {
                    Title = "That did not work",
                    Problem = wrong.Message,
                    Link = "/operator",
                    LinkText = "Back",
                },
                wrong.Type.Status
            );
        var address = query["address"].ToString().Trim();
        return http.Page<OperatorPage>(
            new
            {
                Organizations = listed.Value!,
                SignUpOpen = await settings.SignUpOpen(http.RequestAborted),
                Address = address,
                Person = address.Length is > 0 and <= 254
                    ? await people.Find(address, http.RequestAborted)
                    : null,
                Done = query["done"].ToString(),
                Problem = refused is null ? null : $"{refused.Message} {refused.Hint}",
            },
            refused?.Type.Status ?? 200
        );
    }

    private async Task<IResult> Do(
        HttpContext http,
        string done,
        Func<IFormCollection, Task<Problem?>> act
    )
    {
        // The door read it before.
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        return await act(form) is { } refused
            ? await Show(http, refused)
            : http.GoTo($"/operator?done={done}");
    }
}
