using System.Numerics;
using System.Runtime.InteropServices;

namespace Vidimus.Policies.Reading.Likeness;

/// <summary>The vectors of one organization's policies, beside each other in memory.</summary>
internal sealed class Space
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<string> _ids = [];
    private float[] _numbers = [];
    private int _dimensions;

    /// <summary>The greatest stamp there is.</summary>
    public long Stamp { get; private set; } = long.MinValue;

    /// <summary>When it was used last.</summary>
    public long UsedAt { get; set; }

    public int Count => _ids.Count;

    /// <summary>Takes a vector in, in place of the policy's last one. One of another length belongs to another space, and one of none is none.</summary>
    public void Put(string policyId, ReadOnlySpan<byte> vector, long stamp)
    {
        Stamp = Math.Max(Stamp, stamp);
        var numbers = MemoryMarshal.Cast<byte, float>(vector);
        if (numbers.Length == 0)
            return;
        if (_dimensions == 0)
            _dimensions = numbers.Length;
        if (numbers.Length != _dimensions)
            return;
        if (!_places.TryGetValue(policyId, out var place))
        {
            _places[policyId] = place = _ids.Count;
            _ids.Add(policyId);
            if (_numbers.Length < _ids.Count * _dimensions)
                Array.Resize(ref _numbers, Math.Max(64, 2 * place) * _dimensions);
        }
        numbers.CopyTo(_numbers.AsSpan(place * _dimensions));
    }

    /// <summary>The policies among these that are most like it, the best first; cosines, since all have length 1.</summary>
    public List<(string Id, double Likeness)> Nearest(
        ReadOnlySpan<float> sought,
        HashSet<string> among,
        int most
    )
    {
        if (sought.Length != _dimensions)
            return [];
        var best = new PriorityQueue<string, (double, string)>(WorstFirst.Instance);
        for (var i = 0; i < _ids.Count; i++)
        {
            if (!among.Contains(_ids[i]))
                continue;
            var likeness = Product(sought, _numbers.AsSpan(i * _dimensions, _dimensions));
            best.Enqueue(_ids[i], (likeness, _ids[i]));
            if (best.Count > most)
                best.Dequeue();
        }
        var found = new List<(string, double)>(best.Count);
        while (best.TryDequeue(out var id, out var rank))
            found.Add((id, rank.Item1));
        found.Reverse();
        return found;
    }

    private static float Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = Vector<float>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
            sum += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        var rest = Vector.Sum(sum);
        for (; i < a.Length; i++)
            rest += a[i] * b[i];
        return rest;
    }

    private sealed class WorstFirst : IComparer<(double Likeness, string Id)>
    {
        public static readonly WorstFirst Instance = new();

        public int Compare((double Likeness, string Id) x, (double Likeness, string Id) y) =>
            x.Likeness.CompareTo(y.Likeness) is not 0 and var order
                ? order
                : string.CompareOrdinal(y.Id, x.Id);
    }
}
