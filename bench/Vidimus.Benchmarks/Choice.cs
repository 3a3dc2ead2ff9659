using System.Globalization;

namespace Vidimus.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record Choice(
    IReadOnlyList<string> Names,
    string? Out,
    double Seconds,
    int Clients,
    double SoakMinutes
)
{
    public static Choice Read(string[] args)
    {
        var names = new List<string>();
        var (file, seconds, clients, soak) = ((string?)null, 8.0, 32, 10.0);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--out" && i + 1 < args.Length)
                file = args[++i];
            else if (args[i] == "--seconds" && i + 1 < args.Length)
                seconds = double.Parse(args[++i], CultureInfo.InvariantCulture);
            else if (args[i] == "--clients" && i + 1 < args.Length)
                clients = int.Parse(args[++i], CultureInfo.InvariantCulture);
            else if (args[i] == "--soak-minutes" && i + 1 < args.Length)
                soak = double.Parse(args[++i], CultureInfo.InvariantCulture);
            else
                names.Add(args[i]);
        }
        return new(names, file, seconds, clients, soak);
    }

    /// <summary>The long run is only for those who ask for it by its name.</summary>
    public bool Includes(string name) =>
        Names.Contains(name) || (name != "soak" && (Names.Count == 0 || Names.Contains("all")));

    public string? Problem(IEnumerable<string> known) =>
        Names.FirstOrDefault(n => n != "all" && !known.Contains(n)) is { } unknown
            ? $"There is no benchmark '{unknown}'."
            : null;
}
