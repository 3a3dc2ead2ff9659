using System.CommandLine;
using System.Text.Json.Nodes;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Creates and manages groups.</summary>
internal static class GroupsCommand
{
    private static Argument<string> Id => new("id") { Description = "The group's id, grp_…" };

    private static Option<string?> File =>
        Options.Text(
            "--file",
            "A JSON file with the request as the API takes it, instead of the other options.",
            "group.json"
        );

    public static Command Make(Runner run) =>
        new("groups", "Create and manage groups: the programmes that credentials belong to.")
        {
            Create(run),
            List(run),
            One(run, "get", "Show a group.", (groups, id, c) => groups.Get(id, c)),
            Edit(run),
            One(
                run,
                "archive",
                "End issuing from a group; its credentials stay as they are.",
                (groups, id, c) => groups.Archive(id, c)
            ),
        };

    private static Command Create(Runner run)
    {
        var name = Options.Text("--name", "Its name.", "text");
        var description = Options.Text("--description", "What it is about.", "text");
        var criteria = Options.Text(
            "--criteria",
            "What has to be done for it, in Markdown.",
            "text"
        );
        var validity = Options.Text(
            "--validity",
            "How long its credentials are valid unless they say so themselves.",
            "P2Y"
        );
        var schema = Options.Text(
            "--schema",
            "A JSON Schema file that each credential's subject must satisfy.",
            "schema.json"
        );
        var file = File;
        return run.With(
            new Command("create", "Create a group; --name and --criteria are needed, or --file.")
            {
                name,
                description,
                criteria,
                validity,
                schema,
                file,
            },
            async r =>
            {
                var group = r.Get(file) is { } path
                    ? RequestFile.Read<NewGroup>(path)
                    : new NewGroup
                    {
                        Name = r.Get(name) ?? throw Missing("--name"),
                        Description = r.Get(description),
                        Achievement = new()
                        {
                            Criteria = r.Get(criteria) ?? throw Missing("--criteria"),
                        },
                        DefaultValidity = r.Get(validity),
                        SubjectSchema = Schema(r.Get(schema)),
                    };
                Show(r, await r.Client.Groups.Create(group, cancellation: r.Cancellation));
                return ExitCode.Done;
            }
        );
    }

    private static Command Edit(Runner run)
    {
        var id = Id;
        var name = Options.Text("--name", "A new name.", "text");
        var description = Options.Text("--description", "A new description.", "text");
        var validity = Options.Text("--validity", "A new default validity.", "P2Y");
        var schema = Options.Text("--schema", "A new JSON Schema file.", "schema.json");
        var file = File;
        return run.With(
            new Command("edit", "Change a group; what is not given stays.")
            {
                id,
                name,
                description,
                validity,
                schema,
                file,
            },
            async r =>
            {
                var change = r.Get(file) is { } path
                    ? RequestFile.Read<GroupChange>(path)
                    : new GroupChange
                    {
                        Name = r.Get(name),
                        Description = r.Get(description),
                        DefaultValidity = r.Get(validity),
                        SubjectSchema = Schema(r.Get(schema)),
                    };
                Show(r, await r.Client.Groups.Edit(r.Get(id), change, r.Cancellation));
                return ExitCode.Done;
            }
        );
    }

    private static Command List(Runner run)
    {
        var state = Options.Word<GroupState>("--state", "Only groups in this state.");
        var text = Options.Text("--text", "Only groups with this in their name.", "text");
        return run.With(
            new Command("list", "List groups.") { state, text },
            async r =>
            {
                await Listing.Show(
                    r,
                    r.Client.Groups.List(
                        new()
                        {
                            State = r.Get(state),
                            Text = r.Get(text),
                            PageSize = 100,
                        },
                        r.Cancellation
                    ),
                    ["id", "no.", "name", "state", "mode", "issued", "drafts"],
                    g => [g.Id, g.Number, g.Name, g.State, g.Mode, g.IssuedCount, g.DraftCount]
                );
                return ExitCode.Done;
            }
        );
    }

    private static Command One(
        Runner run,
        string name,
        string description,
        Func<GroupCalls, string, CancellationToken, Task<Group>> act
    )
    {
        var id = Id;
        return run.With(
            new Command(name, description) { id },
            async r =>
            {
                Show(r, await act(r.Client.Groups, r.Get(id), r.Cancellation));
                return ExitCode.Done;
            }
        );
    }

    private static void Show(Run run, Group group)
    {
        if (run.Print.Json)
            run.Print.Document(group);
        else
            run.Print.Facts(
                ("Id", group.Id),
                ("Number", group.Number),
                ("Name", group.Name),
                ("Description", group.Description),
                ("Criteria", group.Achievement.Criteria?.Narrative),
                ("State", group.State),
                ("Mode", group.Mode),
                ("Validity", group.DefaultValidity),
                ("Issued", group.IssuedCount),
                ("Drafts", group.DraftCount),
                ("Created", group.CreatedAt),
                ("Changed", group.UpdatedAt)
            );
    }

    private static JsonObject? Schema(string? path) =>
        path is null ? null : RequestFile.Read<JsonObject>(path);

    private static MistakeException Missing(string option) =>
        new($"{option} is missing.", "Give it, or the whole request with --file.");
}
