using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CsvHelper;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Writes made-up policies, codes, fees and jurisdictions as files that <c>policies import</c> loads: to try things with, and to measure with.</summary>
internal static class SampleCommand
{
    public static Command Make(Runner run)
    {
        var folder = new Argument<string>("folder")
        {
            Description =
                "Where the files go; made if need be. Files of the same names are replaced.",
        };
        var policies = Options.Number("--policies", "How many policies; 200 unless said.");
        var codes = Options.Number("--codes", "How many codes; 2,000 unless said.");
        var each = Options.Number(
            "--codes-of-each",
            "How many codes a policy names; 15 unless said."
        );
        var changed = new Option<bool>("--changed")
        {
            Description = "As they are a while later: codes, criteria and versions have changed.",
        };
        return run.With(
            new Command(
                "sample",
                "Write a made-up set of policies and codes, marked as such, to try things with."
            )
            {
                folder,
                policies,
                codes,
                each,
                changed,
            },
            async r =>
            {
                var table = new SampleCodes(Within(r.Get(codes) ?? 2_000, 50, 600_000));
                var set = new SamplePolicies(table, Within(r.Get(each) ?? 15, 1, 500));
                await Write(
                    r.Get(folder),
                    table,
                    set,
                    Within(r.Get(policies) ?? 200, 1, 1_000_000),
                    r.Get(changed) ? 1 : 0,
                    r.Cancellation
                );
                r.Print.Note(
                    $"Wrote policies.jsonl, codes.csv, fees.csv and jurisdictions.csv to {r.Get(folder)}."
                );
                return ExitCode.Done;
            }
        );
    }

    public static async Task Write(
        string folder,
        SampleCodes codes,
        SamplePolicies set,
        int policies,
        int edition,
        CancellationToken cancellation
    )
    {
        Directory.CreateDirectory(folder);
        await using (
            var file = new StreamWriter(Path.Combine(folder, "policies.jsonl")) { NewLine = "\n" }
        )
            for (var i = 0; i < policies; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                await file.WriteLineAsync(
                    System.Text.Encoding.UTF8.GetString(Wire.Of(set.Of(i, edition)))
                );
            }
        await Table(
            folder,
            "codes.csv",
            Enumerable.Range(0, codes.Count).Select(i => codes[i]),
            cancellation
        );
        // Fees for every second procedure, so that there are some without.
        await Table(
            folder,
            "fees.csv",
            Enumerable.Range(0, (codes.Procedures + 1) / 2).Select(i => codes.Fee(i * 2)),
            cancellation
        );
        await Table(folder, "jurisdictions.csv", Jurisdictions, cancellation);
    }

    private static IEnumerable<JurisdictionRecord> Jurisdictions =>
        Enumerable
            .Range(1, 10)
            .Select(i => new JurisdictionRecord(
                $"SAMPLE-{i}",
                $"Pretend Contractor {(char)('A' + i - 1)}",
                // Letters that the postal service has given to nobody.
                [$"X{(char)('A' + i - 1)}"],
                $"Make-believe region {i}",
                $"PRETEND-{i}",
                "Sample",
                $"https://region-{i}.policies.example"
            ));

    /// <summary>Records as CSV, their members as columns.</summary>
    private static async Task Table<T>(
        string folder,
        string name,
        IEnumerable<T> records,
        CancellationToken cancellation
    )
    {
        await using var writer = new CsvWriter(
            new StreamWriter(Path.Combine(folder, name)) { NewLine = "\n" },
            new CsvHelper.Configuration.CsvConfiguration(CultureInfo.InvariantCulture)
            {
                NewLine = "\n",
            }
        );
        string[]? columns = null;
        foreach (var record in records)
        {
            cancellation.ThrowIfCancellationRequested();
            using var json = JsonSerializer.SerializeToDocument(record, WireJson.Options);
            if (columns is null)
            {
                columns = [.. json.RootElement.EnumerateObject().Select(m => m.Name)];
                foreach (var column in columns)
                    writer.WriteField(column);
                await writer.NextRecordAsync();
            }
            foreach (var column in columns)
                writer.WriteField(Cell(json.RootElement.GetProperty(column)));
            await writer.NextRecordAsync();
        }
    }

    private static string Cell(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => "",
            JsonValueKind.Array => string.Join(
                "; ",
                value.EnumerateArray().Select(v => v.GetString())
            ),
            JsonValueKind.String => value.GetString()!,
            _ => value.GetRawText(),
        };

    private static int Within(int number, int least, int most) =>
        number >= least && number <= most
            ? number
            : throw new MistakeException($"The number must be from {least:#,0} to {most:#,0}.");
}
