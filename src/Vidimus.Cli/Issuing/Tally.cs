using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Counts and tells what became of a list's rows as they come back.</summary>
internal sealed class Tally(Run run, IRowList list, string? errorsPath) : IDisposable
{
    private const int LongestTelling = 20;

    private readonly ErrorsFile? errors = errorsPath is null
        ? null
        : new ErrorsFile(errorsPath, list.Columns);

    public long Done { get; private set; }
    public long Failed { get; private set; }

    public void Add(RowOutcome outcome)
    {
        var row = (ListedRow)outcome.Input;
        if (outcome.Error is { } error)
            Refuse(new FailedRow(row.Line, row.Cells, error));
        else
        {
            Done++;
            if (run.Print.Json)
                Print(row.Line, outcome.State, outcome.Credential, null);
        }
    }

    public void Refuse(FailedRow row)
    {
        Failed++;
        errors?.Add(row);
        if (run.Print.Json)
            Print(row.Line, RowState.Failed, null, row.Error);
        if (Failed <= LongestTelling)
            run.Print.Note(
                $"Row {row.Line}: {row.Error.Message}"
                    + (row.Error.Field is { } field ? $" [{field}]" : "")
            );
        else if (Failed == LongestTelling + 1)
            run.Print.Note(
                errorsPath is null
                    ? "Further rows failed; use --errors to have them all in a file."
                    : $"Further rows failed; all are in {errorsPath}."
            );
    }

    private void Print(long line, RowState state, RowCredential? credential, RowError? error) =>
        run.Print.JsonLine(
            new JsonObject
            {
                ["row"] = line,
                ["state"] = Node(state),
                ["credential"] = Node(credential),
                ["error"] = Node(error),
            }
        );

    private static JsonNode? Node<T>(T value) =>
        JsonSerializer.SerializeToNode(value, WireJson.Options);

    public void Dispose() => errors?.Dispose();
}
