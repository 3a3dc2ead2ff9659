using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>
/// Walks through policies on the made-up set: loading it, searching, looking a code up, evaluating, asking whether something has
/// to be authorized, and a change that is noticed and acknowledged. Every step is shown as it would be typed.
/// </summary>
internal sealed class DemoPolicies(Run run, string url, Secret key) : IDisposable
{
    private const int Changed = 20;
    private readonly HttpMessageInvoker http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }
    );
    private readonly Printer print = run.Print;

    public void Dispose() => http.Dispose();

    /// <summary>True when all went as it should.</summary>
    public async Task<bool> Walk(string folder, string scratch)
    {
        var good = await Load(folder);
        good &= await Search();
        good &= await LookUp();
        good &= await Evaluate();
        good &= await Ask();
        good &= await Change(scratch);
        print.Line(
            $"The policies are at {url}/portal/policies; docs/policies.md goes on from here. All of them are made up."
        );
        return good;
    }

    private async Task<bool> Load(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "policies.jsonl")))
            throw new MistakeException(
                $"There are no sample policies at {folder}.",
                "Run this in the project's folder, or make them with 'vidimus policies sample'."
            );
        var good = true;
        foreach (
            var (kind, file) in new[]
            {
                ("codes", "codes.csv"),
                ("fees", "fees.csv"),
                ("jurisdictions", "jurisdictions.csv"),
            }
        )
            good &= await Command(
                "policies",
                "import",
                Path.Combine(folder, file),
                "--kind",
                kind,
                "--source",
                "sample"
            );
        return good
            & await Command(
                "policies",
                "import",
                Path.Combine(folder, "policies.jsonl"),
                "--source",
                "sample",
                "--baseline"
            );
    }

    private async Task<bool> Search()
    {
        var found = await Get("/v1/policies?q=imaginary%20knee&limit=3");
        foreach (var policy in found["data"]!.AsArray())
            print.Line(
                $"  {policy!["id"]}  {policy["title"]}  ({policy["type"]}, {policy["status"]})"
            );
        return found["data"]!.AsArray().Count > 0;
    }

    private async Task<bool> LookUp()
    {
        var code = await Get("/v1/codes/X0004?include=fees,policies");
        print.Line($"  {code["code"]}, {code["system"]}: {code["description"]}");
        if (code["fees"] is { } fees)
            print.Line(
                $"  Price outside of a facility {fees["nonFacilityPrice"]}, within {fees["facilityPrice"]}"
            );
        foreach (var policy in (code["policies"]?.AsArray() ?? []).Take(3))
            print.Line($"  {policy!["disposition"]}: {policy["policyId"]}  {policy["title"]}");
        return (bool?)code["found"] == true;
    }

    private async Task<bool> Evaluate()
    {
        const string id = "L900001";
        var policy = new SamplePolicies(new SampleCodes(2_000), 15).Of(1);
        var chapter = policy.Codes!.First(c => c.System == "ICD10CM").Code;
        var answer = await Post(
            $"/v1/policies/{id}/evaluate",
            $$$"""{"parameters":{"age":{"value":70,"unit":"years"},"diagnosis_codes":["{{{chapter}}}"],"conservative_treatment":{"value":3,"unit":"months"},"times_this_year":0,"order_signed":true}}"""
        );
        print.Line($"  {answer["outcome"]}, confidence {answer["confidence"]}");
        foreach (var block in answer["blocks"]?.AsArray() ?? [])
            print.Line($"  {block!["outcome"], -10} {block["text"]}");
        return answer["outcome"] is not null;
    }

    private async Task<bool> Ask()
    {
        var codes = new SamplePolicies(new SampleCodes(2_000), 15).Of(1).Codes!;
        var procedure = codes.FirstOrDefault(c => c is { Disposition: "requires_pa" })?.Code;
        var diagnosis = codes.First(c => c.System == "ICD10CM").Code;
        // A state of the jurisdiction that this policy holds in.
        var answer = await Post(
            "/v1/prior-authorizations/check",
            $$"""{"procedureCodes":["{{procedure ?? "X0004"}}"],"diagnosisCodes":["{{diagnosis}}"],"state":"WA"}"""
        );
        print.Line(
            $"  Authorization needed: {((bool?)answer["paRequired"] == true ? "yes" : "no")}, confidence {answer["confidence"]}"
        );
        print.Line($"  {answer["reason"]}");
        foreach (var item in (answer["documentationChecklist"]?.AsArray() ?? []).Take(3))
            print.Line($"  - {item}");
        return answer["paRequired"] is not null;
    }

    private async Task<bool> Change(string scratch)
    {
        var folder = Path.Combine(scratch, "changed");
        var codes = new SampleCodes(2_000);
        await SampleCommand.Write(
            folder,
            codes,
            new SamplePolicies(codes, 15),
            Changed,
            1,
            run.Cancellation
        );
        var good = await Command(
            "policies",
            "import",
            Path.Combine(folder, "policies.jsonl"),
            "--source",
            "sample"
        );
        var unreviewed = await Get("/v1/compliance/unreviewed?limit=3");
        var changes = unreviewed["data"]!.AsArray();
        foreach (var change in changes)
            print.Line($"  {change!["changeId"]}  {change["policyId"]}: {change["changeSummary"]}");
        if (changes.Count == 0)
            return false;
        var done = await Post(
            "/v1/compliance/acknowledgements",
            $$"""{"changeId":{{changes[0]!["changeId"]}},"notes":"Seen in the demonstration"}"""
        );
        print.Line(
            $"  Acknowledged: change {done["changeId"]} of {done["policyId"]}, at {done["acknowledgedAt"]}"
        );
        var stats = await Get("/v1/compliance/stats");
        print.Line(
            $"  Of {stats["totalChanges30d"]} changes, {stats["acknowledgedCount"]} acknowledged, {stats["unreviewedCount"]} to be looked at"
        );
        return good && (bool?)done["acknowledged"] == true;
    }

    /// <summary>A command as it would be typed, run by this very program.</summary>
    private async Task<bool> Command(params string[] arguments)
    {
        print.Line("");
        print.Line($"$ vidimus {string.Join(' ', arguments)}");
        var host = run.Host with
        {
            Variable = name =>
                name switch
                {
                    "VIDIMUS_URL" => url,
                    "VIDIMUS_KEY" => key.Reveal(),
                    _ => null,
                },
        };
        return await CommandLine.Run(arguments, host, run.Cancellation) == ExitCode.Done;
    }

    private Task<JsonNode> Get(string path) => Call(HttpMethod.Get, path, null);

    private Task<JsonNode> Post(string path, string body) => Call(HttpMethod.Post, path, body);

    private async Task<JsonNode> Call(HttpMethod method, string path, string? body)
    {
        print.Line("");
        print.Line(
            body is null
                ? $"$ curl -H \"Authorization: Bearer $KEY\" '{url}{path}'"
                : $"$ curl -H \"Authorization: Bearer $KEY\" --json '{body}' '{url}{path}'"
        );
        using var request = new HttpRequestMessage(method, url + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request, run.Cancellation);
        var text = await response.Content.ReadAsStringAsync(run.Cancellation);
        if (!response.IsSuccessStatusCode)
            throw new MistakeException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path} answered {(int)response.StatusCode}: {text}"
                )
            );
        return JsonNode.Parse(text)!;
    }
}
