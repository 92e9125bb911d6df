using Qujiang.Air;
using Qujiang.LegKernel;
using Qujiang.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("air");
builder.AddLegKernel(AirModule.Create());

var app = builder.Build();
app.MapServiceDefaults();
app.MapLegKernel();
await app.RunAsync();
