namespace Vidimus.Proofs.Rdf;

/// <summary>The temporary labels <c>b0</c>, <c>b1</c> ... given along one path, in the order of giving (RDFC-1.0, section 4.3).</summary>
internal sealed class PathLabels
{
    private readonly Dictionary<int, int> numbers;
    private readonly List<int> order;

    public PathLabels()
        : this([], []) { }

    private PathLabels(Dictionary<int, int> numbers, List<int> order)
    {
        this.numbers = numbers;
        this.order = order;
    }

    public IReadOnlyList<int> Order => order;

    public bool Has(int blank) => numbers.ContainsKey(blank);

    /// <summary>The node's number, a new one if it has none.</summary>
    public int Issue(int blank)
    {
        if (!numbers.TryGetValue(blank, out var number))
        {
            number = order.Count;
            numbers[blank] = number;
            order.Add(blank);
        }

        return number;
    }

    public PathLabels Copy() => new(new Dictionary<int, int>(numbers), [.. order]);
}
