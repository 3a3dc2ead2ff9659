using System.CommandLine;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Policies: loading, writing and reading them.</summary>
internal static class PoliciesCommand
{
    public static Command Make(Runner run) =>
        new("policies", "Load and read policies: what is covered, and what asks for what.")
        {
            PolicyReadCommands.List(run),
            PolicyReadCommands.Show(run),
            PolicyReadCommands.Changes(run),
            PolicyReadCommands.Criteria(run),
            PolicyReadCommands.Evaluate(run),
            PolicyImportCommand.Make(run),
            PolicyImportsCommand.Make(run),
            Put(run),
            Retire(run),
            SampleCommand.Make(run),
        };

    private static Command Put(Runner run)
    {
        var file = new Argument<string>("file")
        {
            Description = "A JSON file with the policy as the API takes it.",
        };
        return run.With(
            new Command(
                "put",
                "Enter a policy, or state it anew under the id that it has; without an id it gets one."
            )
            {
                file,
            },
            async r =>
            {
                var policy = RequestFile.Read<PolicyDocument>(r.Get(file));
                Show(
                    r,
                    policy.Id is { } id
                        ? await r.Client.Policies.Put(id, policy, r.Cancellation)
                        : await r.Client.Policies.Create(policy, cancellation: r.Cancellation)
                );
                return ExitCode.Done;
            }
        );
    }

    private static Command Retire(Runner run)
    {
        var id = new Argument<string>("id") { Description = "The policy's id." };
        return run.With(
            new Command("retire", "Retire a policy: it stays readable, and holds no longer.")
            {
                id,
            },
            async r =>
            {
                Show(r, await r.Client.Policies.Retire(r.Get(id), r.Cancellation));
                return ExitCode.Done;
            }
        );
    }

    private static void Show(Run run, PolicyWritten written)
    {
        if (run.Print.Json)
            run.Print.Document(written);
        else
            run.Print.Line(
                written.ChangeType is { } change
                    ? $"{written.Id}: {change.Replace('_', ' ')}, edition {written.Edition}, change {written.ChangeId}"
                    : $"{written.Id}: unchanged, edition {written.Edition}"
            );
    }
}
